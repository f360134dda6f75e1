import Foundation

/// Replaces what differs from run to run: ids, instants, digests, ages, the folder, the operator, progress.
struct Normalizer {
    let folder: URL

    private static let rules: [(pattern: String, replacement: String)] = [
        // A line of progress comes only where the machine is slow.
        (#"(?m)^[0-9]+/[0-9]+ done  .*(\n|$)"#, ""),
        (#"(reeve-)?\b[0-9A-HJKMNP-TV-Z]{26}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}"#, "<KEY>"),
        (#"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z"#, "<TIME>"),
        (#"\b[0-9A-HJKMNP-TV-Z]{26}\b"#, "<ID>"),
        (#"sha256:[0-9a-f]{6,64}"#, "<DIGEST>"),
        (#"\b[0-9a-f]{64}\b"#, "<HASH>"),
        (#"os:[^\s",]+@[^\s",]+"#, "os:USER@HOST"),
        (#"Plan `[0-9a-f]{8}`"#, "Plan `<DIGEST>`"),
        (#"process [0-9]+ \([^)]*\)"#, "process <PID>"),
        (#"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}"#, "<TIME>"),
        (#""day_of_week": "[A-Za-z]+""#, #""day_of_week": "<DAY>""#), (#""is_dst": (true|false)"#, #""is_dst": <DST>"#),
        (#"/[0-9]{8}T[0-9]{6}Z-[0-9A-HJKMNP-TV-Z]{6}/"#, "/<TIME>-<ID>/"),
        (#"( runs? in )[0-9.]+ (ms|s|min)"#, "$1<TIME>"), (#"(?:(?<=  )|<)[0-9.]+ (ms|s)(?=\n|$)"#, "<TIME>"),
        (#"(?m)^(\S*/\S+ +)[0-9]+[smhd]( +)"#, "$1<AGE>$2"),
    ]

    /// - Parameter command: listings have columns as wide as their cells, so their blanks are collapsed.
    func normalize(_ text: String, command: String) -> String {
        var text = text.replacingOccurrences(of: folder.path, with: "<PROJECT>")
        for rule in Self.rules {
            text = text.replacingOccurrences(of: rule.pattern, with: rule.replacement, options: .regularExpression)
        }
        if [
            "reeve get", "reeve history", "reeve runs", "reeve tools list", "reeve connection test", "reeve audit",
            "reeve store info",
        ].contains(where: command.contains) {
            text = text.replacingOccurrences(of: " {2,}(?=\\S)", with: "  ", options: .regularExpression)
        }
        return text.replacingOccurrences(of: "(?m) +$", with: "", options: .regularExpression)
    }
}
