/// Sizes as manifests write them: `512`, `64KiB`, `1MiB`, `2GiB`; also `kB`, `MB`, `GB` in powers of ten.
package enum SizeText {
    private static let units: [(suffix: String, bytes: Int64)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
        ("B", 1), ("", 1),
    ]

    /// The count of bytes; nil for anything else and above 1 PiB.
    package static func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard !digits.isEmpty, digits.count <= 15, let count = Int64(digits),
            let unit = units.first(where: { $0.suffix == suffix })?.bytes
        else { return nil }
        let (product, overflowed) = count.multipliedReportingOverflow(by: unit)
        return overflowed || product > 1 << 50 ? nil : product
    }

    /// The one text of a size: the largest binary unit that divides it.
    package static func format(_ bytes: Int64) -> String {
        for unit in units.prefix(3) where bytes > 0 && bytes % unit.bytes == 0 {
            return "\(bytes / unit.bytes)\(unit.suffix)"
        }
        return "\(bytes)B"
    }
}
