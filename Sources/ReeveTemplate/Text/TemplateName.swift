/// What a tag names: `goal`, `repo.owner.name`, or `.`, the value that the section around it is about.
package struct TemplateName: Sendable, Hashable {
    /// The parts of a dotted name; none for `.`.
    package let path: [String]
    /// Where the name stands in its text, in bytes.
    package let range: Range<Int>

    /// The part that the declarations know; nil for `.`.
    package var first: String? { path.first }

    package var isDot: Bool { path.isEmpty }

    /// The name as it was written.
    package var text: String { isDot ? "." : path.joined(separator: ".") }

    /// Reads a name without white space around it; nil where it is none.
    ///
    /// A part has letters and digits of any language, `_` and `-`.
    init?(_ bytes: ArraySlice<UInt8>) {
        range = bytes.startIndex..<bytes.endIndex
        if bytes.elementsEqual([UInt8(ascii: ".")]) {
            path = []
            return
        }
        var path: [String] = []
        for part in bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let text = String(decoding: part, as: UTF8.self)
            guard TemplateName.isPart(text) else { return nil }
            path.append(text)
        }
        self.path = path
    }

    /// Whether a text can be the name of a variable or of a partial.
    package static func isPart(_ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
            default: scalar.value >= 0x80 && (scalar.properties.isAlphabetic || scalar.properties.isDiacritic)
            }
        }
    }
}
