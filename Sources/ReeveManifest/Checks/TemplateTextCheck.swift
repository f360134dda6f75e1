import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveTemplate

/// The texts of a template can be read, and every name in them stands for something. Each mistake is shown at its tag.
struct TemplateTextCheck: DocumentCheck {
    static let code: DiagnosticCode = .templateUndeclared

    func check(_ context: CheckContext) -> [Diagnostic] {
        let problems = TemplateDocument(spec: context.object.specValue.object ?? [:]).check()
        guard !problems.isEmpty else { return [] }
        var ranges: [TemplatePart: [Range<Int>]] = [:]
        for problem in problems {
            if case .text(let part, let range) = problem.place { ranges[part, default: []].append(range) }
        }
        var places: [TemplatePart: [Range<Int>: SourceRange]] = [:]
        for (part, wanted) in ranges {
            for (range, place) in zip(wanted, self.places(of: wanted, in: part, context)) {
                if let place { places[part, default: [:]][range] = place }
            }
        }
        return problems.map { problem in
            let range: SourceRange? =
                switch problem.place {
                case .text(let part, let range): places[part]?[range] ?? context.range(JSONPointer(tokens: part.path))
                case .variable(let name): context.range("variables", name)
                case .partial(let name): context.range("partials", name)
                }
            return Diagnostic(
                problem.code, "\(owner(problem.place, context)): \(problem.message)", severity: problem.severity,
                at: range,
                label: problem.label, help: problem.help)
        }
    }

    /// `'user' of Template 'x'`: messages are read without their file too.
    private func owner(_ place: TemplateProblem.Place, _ context: CheckContext) -> String {
        guard case .text(let part, _) = place else { return context.subject }
        return switch part {
        case .system, .user: "'\(part)' of \(context.subject)"
        case .partial: "\(part) of \(context.subject)"
        }
    }

    /// For each range of a text its place in the file; nil where the text is not written there.
    private func places(
        of ranges: [Range<Int>], in part: TemplatePart, _ context: CheckContext
    ) -> [SourceRange?] {
        guard let source = context.source, var node = context.arena.value(forKey: "spec", in: context.root) else {
            return ranges.map { _ in nil }
        }
        for token in part.path {
            guard let next = context.arena.value(forKey: token, in: node) else { return ranges.map { _ in nil } }
            node = next
        }
        return ScalarPlaces(of: node, in: context.arena, source: source).ranges(of: ranges)
    }
}
