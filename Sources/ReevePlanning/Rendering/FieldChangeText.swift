internal import ReeveJSON

/// The lines that show one changed field: `timeout  30s -> 20s`, or a line diff for a long text.
enum FieldChangeText {
    /// Values longer than this are cut in one-line forms.
    private static let valueWidthMax = 120

    static func lines(_ change: FieldChange) -> [String] {
        let label = VisibleText.of(change.label)
        if case .string(let before)? = change.before, case .string(let after)? = change.after,
            before.contains("\n") || after.contains("\n")
        {
            return ["~ " + label] + LineDiff(before, after).unified().map { "    " + VisibleText.of($0) }
        }
        switch (change.before, change.after) {
        case (nil, let after?): return ["+ \(label): \(value(after))"]
        case (let before?, nil): return ["- \(label): \(value(before))"]
        case (let before?, let after?): return ["~ \(label): \(value(before)) -> \(value(after))"]
        case (nil, nil): return []
        }
    }

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
