internal import ReeveJSON
internal import ReeveModel
package import ReeveStore

/// A run as recordings name it: by what it is in its batch, and by no id.
package struct RunPlace: Sendable, Hashable, Comparable {
    package let item: String
    /// Empty without a matrix.
    package let cell: String

    package init(item: String, cell: String) {
        self.item = item
        self.cell = cell
    }

    package init(_ run: RunRecord) { self.init(item: run.identity.item, cell: run.identity.cell ?? "") }

    package static func < (lhs: RunPlace, rhs: RunPlace) -> Bool { (lhs.item, lhs.cell) < (rhs.item, rhs.cell) }

    /// The path of its file in a recording. Letters, digits, `.`, `_`, `=`, `,` and `-` stand for themselves, all else is
    /// `%XX`; a name that would be too long for the system ends in its digest.
    var file: String {
        // A point in an item's name could make its folder look like the file of another item.
        let name = RunPlace.component(item).split(separator: ".", omittingEmptySubsequences: false).joined(
            separator: "%2E")
        return "runs/" + (cell.isEmpty ? "\(name).jsonl" : "\(name)/\(RunPlace.component(cell)).jsonl")
    }

    private static let componentBytesMax = 180

    static func component(_ name: String) -> String {
        var out = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: ","):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "-"), UInt8(ascii: "."):
                // A name that begins with a point or a hyphen would be hidden, or look like an option.
                if out.isEmpty { out += "%" + hex(byte) } else { out.unicodeScalars.append(Unicode.Scalar(byte)) }
            default: out += "%" + hex(byte)
            }
        }
        guard out.utf8.count > componentBytesMax else { return out }
        return String(decoding: out.utf8.prefix(componentBytesMax), as: UTF8.self) + "~"
            + ContentDigest.of(Array(name.utf8)).hex.prefix(16)
    }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return text.utf8.count == 1 ? "0" + text : text
    }
}
