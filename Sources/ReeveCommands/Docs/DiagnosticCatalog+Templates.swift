extension DiagnosticCatalog {
    /// Codes of templates: of their texts, of what a task gives them, of what they come to.
    static let templates: [Entry] = [
        Entry("template.unclosed-tag", "a tag of a template is not closed", "end it with }}"),
        Entry(
            "template.malformed-tag", "a tag of a template names nothing, or what it names is no name",
            "write {{name}}, {{#name}}, {{^name}}, {{/name}}, {{>name}} or {{! a comment }}"),
        Entry(
            "template.refused-tag", "a tag of a template is of a kind that reeve does not read",
            "write it with the tags of 'reeve explain template.malformed-tag'"),
        Entry("template.unclosed-section", "a section of a template is not closed", "end it with {{/NAME}}"),
        Entry(
            "template.stray-end", "the end of a section in a template ends none that is open",
            "mend its name, or remove it"),
        Entry("template.too-large", "a template is larger than reeve reads", "shorten it, or use a variable"),
        Entry(
            "template.too-deep", "sections or partials of a template stand too deep in each other", "make it flatter"),
        Entry(
            "template.too-many-problems", "a text of a template has more mistakes than are shown",
            "mend the ones that are shown first"),
        Entry(
            "template.undeclared", "a template uses a name that nothing gives",
            "declare it under 'variables', or mend the name; 'reeve explain template' lists what is built in"),
        Entry("template.dot", "{{.}} stands outside every section", "put it into a section about a list"),
        Entry("template.unused", "a variable or a partial of a template is never used", "use it, or remove it"),
        Entry(
            "template.optional-use", "a variable that may have no value stands where that leaves a hole",
            "give it a default, or put it into a section about it"),
        Entry(
            "template.section-type", "a section is about a text or a number that always has a value",
            "make the variable a boolean, or optional, or leave the section out"),
        Entry("template.partial", "a template includes a partial that it does not have", "add it, or mend the name"),
        Entry("template.partial-cycle", "a partial includes itself", "take one of the inclusions out"),
        Entry("template.missing-variable", "a variable that a template requires is not given", "give it"),
        Entry(
            "template.unknown-variable", "a variable is given that the template does not declare",
            "mend its name, or declare it"),
        Entry(
            "template.variable-type", "a variable is of another type than the template declares",
            "give a value of that type; nothing is converted"),
        Entry(
            "template.variable-schema", "a variable does not fit the schema that the template declares",
            "give a value that fits"),
        Entry(
            "template.late-variable", "a variable has its value from an item that has not ended",
            "give it with --variables, to see the prompt now"),
        Entry(
            "template.unfilled", "a name in a template has no value, so that there would be a hole in the prompt",
            "give the value, or put the name into a section about it"),
        Entry("template.output", "what a template comes to is too long, or takes too long", "give it less"),
        Entry("task.nobody", "nobody can be found for a task", "name an agent, or a role that an active team has"),
        Entry("task.no-prompt", "a task has neither a template nor a prompt", "name one of them"),
        Entry("batch.no-item", "a batch has no item of this name", "mend the name"),
        Entry("batch.no-task", "the item of a batch is a tool run and no task", "name another item"),
        Entry(
            "batch.no-cell", "the matrix of a batch has no such cell", "mend the name, or leave it out for the first"),
    ]
}
