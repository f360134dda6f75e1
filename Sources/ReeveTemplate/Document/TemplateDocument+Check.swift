import ReeveDiagnostics

extension TemplateDocument {
    /// What is wrong with the texts and their names before any run.
    ///
    /// - Returns: Texts first, in the order of ``texts`` and by place in each; then what is declared and never used.
    package func check() -> [TemplateProblem] {
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
}

extension TemplateProblem {
    fileprivate var textPlace: (part: TemplatePart, range: Range<Int>)? {
        if case .text(let part, let range) = place { return (part, range) }
        return nil
    }
}
