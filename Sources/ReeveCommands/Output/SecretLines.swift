import ReeveDiagnostics

/// Keeps lines that may hold a secret out of all messages, not only out of the message that found the secret.
///
/// In flow form one line holds many fields. A message about another mistake on the line would quote the secret.
enum SecretLines {
    private struct Line: Hashable {
        let file: String
        let number: Int
    }

    static func hide(in diagnostics: [Diagnostic]) -> [Diagnostic] {
        var hidden: Set<Line> = []
        for case (let range?, true) in diagnostics.lazy.map({ ($0.range, $0.hidesSource) }) {
            for number in range.start.line...max(range.start.line, range.end.line) {
                hidden.insert(Line(file: range.file, number: number))
            }
        }
        guard !hidden.isEmpty else { return diagnostics }
        func isHidden(_ range: SourceRange) -> Bool {
            (range.start.line...max(range.start.line, range.end.line)).contains {
                hidden.contains(Line(file: range.file, number: $0))
            }
        }
        return diagnostics.map { diagnostic in
            var out = diagnostic
            if let range = diagnostic.range, isHidden(range) { out.hidesSource = true }
            out.notes = diagnostic.notes.map { note in
                guard let range = note.range, isHidden(range) else { return note }
                return .init(note.message + " (\(range.file):\(range.start.line))")
            }
            return out
        }
    }
}
