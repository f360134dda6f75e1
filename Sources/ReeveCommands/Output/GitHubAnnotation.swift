import ReeveDiagnostics

/// Workflow commands. GitHub shows their messages beside the changed lines.
enum GitHubAnnotation {
    static func text(_ diagnostic: Diagnostic) -> String {
        let level = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
        var properties: [String] = []
        if let range = diagnostic.range {
            properties = [
                "file=" + escaped(range.file, alsoIn: ":,"), "line=\(range.start.line)", "endLine=\(range.end.line)",
                "col=\(range.start.column)", "endColumn=\(range.end.column)",
            ]
        }
        properties.append("title=" + escaped(diagnostic.code.text, alsoIn: ":,"))
        let message = [diagnostic.message, diagnostic.label, diagnostic.help].compactMap { $0 }.joined(separator: "; ")
        return "::\(level) " + properties.joined(separator: ",") + "::" + escaped(message) + "\n"
    }

    private static func escaped(_ text: String, alsoIn characters: String = "") -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "\r" || scalar == "\n" || characters.unicodeScalars.contains(scalar) {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                out += "%" + (hex.count == 1 ? "0" + hex : hex)
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
