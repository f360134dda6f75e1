import ReeveDiagnostics
import ReeveJSON

extension TemplateDocument {
    /// What is wrong with the template before any run: in its texts, in its names, in its declarations.
    ///
    /// - Parameter schema: Tests defaults against the schemas of their variables.
    /// - Returns: Texts first, in the order of ``texts`` and by place in each; then declarations by name.
    package func check(schema: SchemaTest = { _, _ in nil }) -> [TemplateProblem] {
        var walk = TemplateNameWalk(self)
        walk.run()
        var problems = texts.flatMap(\.problems) + walk.problems
        let order = Dictionary(uniqueKeysWithValues: texts.map(\.part).enumerated().map { ($1, $0) })
        problems = problems.enumerated().sorted { left, right in
            let (a, b) = (left.element.textPlace, right.element.textPlace)
            guard let a, let b else {
                return a != nil && b == nil || (a == nil) == (b == nil) && left.offset < right.offset
            }
            return (order[a.part] ?? 0, a.range.lowerBound, left.offset)
                < (order[b.part] ?? 0, b.range.lowerBound, right.offset)
        }.map(\.element)
        problems += variables.flatMap { declarationProblems(of: $0, schema: schema) }
        // A text that was not read whole may use what seems unused.
        guard texts.allSatisfy(\.problems.isEmpty), walk.isWhole else { return problems }
        return problems + unused(walk)
    }

    private func unused(_ walk: TemplateNameWalk) -> [TemplateProblem] {
        let names = variables.filter { !walk.usedVariables.contains($0.name) }.map { variable in
            TemplateProblem(
                .templateUnused, "variable '\(variable.name)' is declared and never used", at: .variable(variable.name),
                severity: .warning)
        }
        let texts = partials.keys.sorted().filter { !walk.usedPartials.contains($0) }.map { name in
            TemplateProblem(
                .templateUnused, "partial '\(name)' is never included", at: .partial(name), severity: .warning,
                help: "include it with {{>\(name)}}")
        }
        return names + texts
    }

    private func declarationProblems(of variable: TemplateVariable, schema: SchemaTest) -> [TemplateProblem] {
        let place = TemplateProblem.Place.variable(variable.name)
        var problems: [TemplateProblem] = []
        if TemplateBuiltIn(rawValue: variable.name) != nil {
            problems.append(
                TemplateProblem(
                    .templateVariableName, "'\(variable.name)' is built in and cannot be declared", at: place,
                    help: "use it as it is, or take another name"))
        } else if !TemplateName.isPart(variable.name) {
            problems.append(
                TemplateProblem(
                    .templateVariableName, "'\(variable.name)' cannot be the name of a variable", at: place,
                    help: "a name has letters, digits, '_' and '-'"))
        }
        if let value = variable.defaultValue, let flaw = variable.flaw(of: value, schema: schema) {
            problems.append(
                TemplateProblem(.templateDefault, "the default cannot be taken: \(flaw.message)", at: place))
        }
        return problems
    }
}

extension TemplateProblem {
    fileprivate var textPlace: (part: TemplatePart, range: Range<Int>)? {
        if case .text(let part, let range) = place { return (part, range) }
        return nil
    }
}
