import ReeveJSON
import ReeveModel
import ReeveStore

/// Comma-separated values that a spreadsheet shows and never computes.
package struct CSVWriter {
    package private(set) var text = ""

    package init() {}

    /// Writes one record; every record ends in CR LF.
    package mutating func write(_ fields: [String]) {
        text += fields.map(CSVWriter.field).joined(separator: ",") + "\r\n"
    }

    /// A text that a spreadsheet would take for a formula gets an apostrophe in front; control characters are written out.
    private static func field(_ value: String) -> String {
        var value = VisibleText.of(value, keepsLines: true)
        let first = value.unicodeScalars.first { $0 != " " && $0 != "\n" && $0 != "\t" }
        if let first, formulaStarts.contains(first) { value = "'" + value }
        guard value.unicodeScalars.contains(where: { ",\"\n".unicodeScalars.contains($0) }) else { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
    }

    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
}
