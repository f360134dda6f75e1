import ReeveTemplate

/// A text in which `⟦` and `⟧` stand around the places where problems are expected.
struct MarkedTemplate {
    let text: String
    /// In the order in which they begin.
    let ranges: [Range<Int>]

    init(_ marked: String) {
        var bytes: [UInt8] = []
        var open: [Int] = []
        var ranges: [Range<Int>] = []
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦": open.append(bytes.count)
            case "⟧": ranges.append((open.popLast() ?? 0)..<bytes.count)
            default: bytes += Array(String(scalar).utf8)
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
        self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
    }
}

extension TemplateProblem {
    /// Bytes of its text; nil for a problem of a declaration.
    var range: Range<Int>? {
        if case .text(_, let range) = place { return range }
        return nil
    }
}
