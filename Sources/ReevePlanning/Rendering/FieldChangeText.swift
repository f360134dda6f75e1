internal import ReeveJSON

/// The lines that show one changed field: `timeout  30s -> 20s`, or a line diff for a long text.
enum FieldChangeText {
    /// Texts longer than this are shown as a line diff; other values are cut in one-line forms.
    private static let valueWidthMax = 120

    static func lines(_ change: FieldChange) -> [String] {
        let label = VisibleText.of(change.label)
        let texts = [change.before, change.after].compactMap { $0?.string }
        if texts.count == [change.before, change.after].compactMap(\.self).count, texts.contains(where: isLong) {
            let symbol = change.before == nil ? "+ " : change.after == nil ? "- " : "~ "
            let difference = LineDiff(change.before?.string ?? "", change.after?.string ?? "")
            return [symbol + label] + difference.unified().map { "    " + VisibleText.of($0) }
        }
        switch (change.before, change.after) {
        case (nil, let after?): return ["+ \(label): \(value(after))"]
        case (let before?, nil): return ["- \(label): \(value(before))"]
        case (let before?, let after?): return ["~ \(label): \(value(before)) -> \(value(after))"]
        case (nil, nil): return []
        }
    }

    /// Whether a text does not fit a line, so that a cut would hide what changes.
    private static func isLong(_ text: String) -> Bool { text.contains("\n") || text.count > valueWidthMax }

    static func value(_ value: JSONValue) -> String {
        let text =
            switch value {
            case .string(let string) where string == "(sensitive)": string
            case .string(let string): YAMLEmitter.scalar(string)
            default: value.writtenText
            }
        let printable = VisibleText.of(text)
        return printable.count > valueWidthMax ? printable.prefix(valueWidthMax - 3) + "..." : printable
    }
}
