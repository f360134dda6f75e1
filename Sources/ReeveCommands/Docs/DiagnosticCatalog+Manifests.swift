extension DiagnosticCatalog {
    /// Codes of mistakes within one document.
    static let manifests: [Entry] = [
        Entry("manifest.none", "there is no manifest to read", "name files or folders, or run 'reeve init'"),
        Entry(
            "manifest.not-an-object", "a document is no mapping", "start it with apiVersion, kind, metadata and spec"),
        Entry("manifest.missing-field", "a required field is absent", "add it; 'reeve explain KIND' shows its form"),
        Entry(
            "manifest.unknown-field", "there is no such field", "mend its name; 'reeve explain KIND' lists the fields"),
        Entry(
            "manifest.wrong-type", "a value is of another type than the field",
            "write it in the form named; quote text that looks like a number"),
        Entry("manifest.invalid-value", "a value does not follow the field's grammar", "write it in the form named"),
        Entry("manifest.unknown-choice", "a value is not one of the field's choices", "use one of those listed"),
        Entry(
            "manifest.out-of-range", "a number, size or duration is outside the field's bounds",
            "use a value within the bounds shown"),
        Entry("manifest.unknown-kind", "there is no such kind", "mend the name; 'reeve explain' lists the kinds"),
        Entry(
            "manifest.unknown-version", "the apiVersion is not one that this reeve reads", "write apiVersion: reeve/v1"),
        Entry(
            "manifest.not-available", "a kind, field or choice is known but not served by this version",
            "remove it, or use a version of reeve that serves it"),
        Entry("manifest.exactly-one", "exactly one of several fields must be there", "keep one of those named"),
        Entry(
            "manifest.not-applicable", "a field has no meaning beside the value of another",
            "remove it, or change the other field"),
        Entry(
            "manifest.missing-scope", "the kind needs an organization or an environment",
            "write it into metadata, or set it for the folder under 'defaults' of reeve.yaml"),
        Entry(
            "manifest.forbidden-scope", "the kind does not live in an organization or environment",
            "remove the scope from metadata"),
        Entry(
            "manifest.invalid-name", "a name is not of the form of names",
            "use lower-case letters, digits, '-' and '.', 1 to 63"),
        Entry("manifest.duplicate-element", "a list has two elements with one key", "keep one of them, or rename one"),
        Entry("manifest.element-count", "a list has too few or too many elements", "keep within the count shown"),
        Entry(
            "manifest.duplicate-object", "two documents declare one object",
            "keep one of them; the note shows the first"),
        Entry("manifest.not-unique", "two objects have the same value where it must be unique", "change one of them"),
        Entry(
            "binding.forbidden", "a value is bound late where the field does not allow it",
            "write the value, or bind it in a field that allows it"),
        Entry(
            "binding.unresolved", "a bound variable, file or project value is absent",
            "set it, or give the binding a default; --offline leaves it out"),
        Entry(
            "secret.literal", "a field for a secret holds something else than a reference",
            "write env:NAME or file:PATH; the value is never quoted back"),
        Entry(
            "secret.reference", "a value begins like a secret reference and is none that this version reads",
            "write env:NAME or file:PATH; the scheme is in lower case, and something follows it"),
    ]

    /// Codes of the checks over documents and over the whole set.
    static let checks: [Entry] = [
        Entry(
            "agent.location", "an agent has the address of a worker, and its runs are for any worker",
            "write location: worker, or remove the address"),
        Entry(
            "batch.binding", "a binding in a batch names an axis or an item that it cannot see",
            "mend the name, or add the item to 'needs'; a variable of a task is never a secret"),
        Entry("batch.cycle", "items of a batch need one another in a circle", "remove one of the needs"),
        Entry(
            "batch.expectation", "an expectation of a batch item cannot be asked",
            "write a status, a path and one comparison, or the address of a tool that a task must have called"),
        Entry(
            "batch.matrix", "the matrix of a batch is not of its form",
            "write lists of values by axis; 'exclude' and 'include' name axes"),
        Entry(
            "batch.task", "what a task asks for does not go together",
            "name a team with a role, a schema that can be used, and a request that fits its attempt"),
        Entry("batch.unknown-item", "an item needs an item that is not there, or itself", "mend the name"),
        Entry(
            "secret.literal-value", "a variable or an argument of a server, an input, or a task looks like a secret",
            "write a reference, such as env:NAME, in 'env', or {fromSecret: env:NAME} in an input; a model is told none"
        ),
        Entry("connection.reserved-name", "the connection has a name that reeve keeps for itself", "use another name"),
        Entry(
            "connection.shell-line", "a command is one text with blanks, as for a shell",
            "write each argument as an element of the list"),
        Entry(
            "connection.version-required", "the environment requires that connections name their server's version",
            "add serverVersion, or a version in the command"),
        Entry(
            "egress.entry", "an entry of egress is neither a host nor a block of addresses",
            "write api.example.com, *.example.com, 10.1.0.0/16 or fd00::/8"),
        Entry(
            "environment.trifecta-unavailable", "the rule forbidTrifecta is on and this version cannot enforce it",
            "write rules: {forbidTrifecta: false}"),
        Entry("limit.empty", "a limit limits nothing", "give it a rate or a concurrency"),
        Entry(
            "model.parameter", "a parameter of model requests is something that reeve says itself",
            "remove it; parameters are such as temperature, max_tokens or seed"),
        Entry(
            "money.currency", "an amount is in another currency than its organization counts in",
            "write it in the organization's currency"),
        Entry(
            "policy.action-not-served", "a rule is for actions that nothing in this version asks for",
            "keep it for later versions, or remove it"),
        Entry(
            "policy.binding-environment", "a policy of one environment is bound in another",
            "remove the binding, or move the policy to the organization"),
        Entry(
            "policy.binding-nobody", "a binding names somebody who may submit no work",
            "activate them, give them a membership, or remove the binding"),
        Entry(
            "policy.binding-scope",
            "a binding names another organization or environment, no role, no name, or no glob",
            "mend the id as shown"),
        Entry(
            "policy.never-matches", "a rule's target cannot be one of its action", "write a target of the prefix shown"),
        Entry(
            "policy.unbound", "a policy has no bindings, so its rules apply to nothing",
            "bind it to an agent, an environment or the organization"),
        Entry(
            "provider.endpoint",
            "a model provider is asked at no URL, over plain http to another machine, or reads recordings from outside the project",
            "write https://HOST/PATH, http://127.0.0.1:PORT, or for type replay a folder of the project"),
        Entry(
            "provider.fallback-cycle", "a chain of fallback comes back to where it began",
            "give the last provider of the chain no fallback"),
        Entry(
            "provider.pricing", "prices of a model are out of order, apart, or begin at the same instant",
            "write the prices of a model together, the earliest first"),
        Entry(
            "provider.secret", "a model provider has a secretRef, and its type takes none",
            "remove it, or change the type"),
        Entry(
            "reference.unresolved", "a field names an object that is neither declared nor stored in reach",
            "declare it, or mend the name; references never cross organizations"),
        Entry(
            "reference.unknown-connection",
            "a rule's target, a tool binding, an allow-list or a limit names a connection that is not there",
            "mend the name; a rule that waits for a connection to come may stay as it is"),
        Entry(
            "reference.not-judged", "documents could not be read, and may declare what references name",
            "mend those documents first"),
        Entry("schema.invalid", "a JSON Schema cannot be used", "mend the schema at the place named"),
        Entry(
            "team.member-twice", "an agent is in a team twice with the same role", "keep one of them"),
        Entry(
            "team.role-not-allowed", "a team has a role that its type does not allow, also after the type has changed",
            "add the role to the type, or give the member another one"),
        Entry(
            "team.second-active", "two teams of a type are active in one environment, and the type allows one",
            "write active: false in one of them, or activeTeams: many in the type"),
        Entry(
            "template.empty", "a template has neither a system nor a user message", "write at least one of them"),
        Entry(
            "template.variable",
            "a variable has a built-in name, a schema that cannot be used, or a default that does not meet it",
            "rename it, or mend its schema or its default"),
        Entry(
            "tool.read-back", "a readBack asks the tool itself, has a test that cannot be made, or is never asked",
            "name a tool that looks for the effect, and tests of its answer"),
    ]
}
