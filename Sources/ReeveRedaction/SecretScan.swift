/// One pass over one text.
struct SecretScan {
    struct Finding {
        var range: Range<Int>
        var kind: String
    }

    let bytes: UnsafeBufferPointer<UInt8>
    private let redactor: Redactor
    /// Before this place a shape of that group has been looked for in vain; keeps time linear where
    /// shapes begin inside one another's runs (`eyJeyJeyJ...`).
    var failedUntil: [SecretShapes.Group: Int] = [:]

    init(bytes: UnsafeBufferPointer<UInt8>, redactor: Redactor) {
        self.bytes = bytes
        self.redactor = redactor
    }

    /// The end of the last finding; what follows it directly begins at a boundary, since a marker will stand before.
    private(set) var findingEnd = 0

    /// What to take out, ascending and disjoint.
    mutating func run() -> [Finding] {
        var findings: [Finding] = []
        var position = 0
        // Known values are looked for inside shapes too: the two may overlap, and neither may leave a rest.
        // A shape may also begin between its own anchor and what it takes out: the user in `://user:password@`.
        var covered = 0..<0
        while let candidate = redactor.filter.next(bytes, from: position) {
            if let range = redactor.known.match(bytes, at: candidate) {
                findings.append(Finding(range: range, kind: KnownSecret.kind))
                findingEnd = max(findingEnd, range.upperBound)
            }
            if !covered.contains(candidate), let finding = matchShape(at: candidate) {
                findings.append(finding)
                covered = finding.range
                findingEnd = max(findingEnd, covered.upperBound)
            }
            position = candidate + 1
        }
        for matcher in redactor.matchers {
            for range in matcher.ranges(in: bytes) where !range.isEmpty {
                findings.append(Finding(range: range.clamped(to: 0..<bytes.count), kind: matcher.kind))
            }
        }
        return Self.merged(findings)
    }

    /// Joins what overlaps, under the kind of the one that begins first; a known value before a shape.
    private static func merged(_ findings: [Finding]) -> [Finding] {
        guard findings.count > 1 else { return findings }
        var out: [Finding] = []
        for finding in findings.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            guard let last = out.last, finding.range.lowerBound < last.range.upperBound else {
                out.append(finding)
                continue
            }
            let end = max(last.range.upperBound, finding.range.upperBound)
            out[out.count - 1].range = last.range.lowerBound..<end
        }
        return out
    }

    // MARK: Reading around a place

    func matches(_ text: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + text.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where bytes[index + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Ignores the case of ASCII letters; `text` is lower case.
    func matchesFolded(_ text: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + text.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount {
            let byte = bytes[index + offset]
            let folded = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
            if folded != text.utf8Start[offset] { return false }
        }
        return true
    }

    /// The end of the run of bytes that have one of `flags`.
    func end(of flags: UInt16, from start: Int) -> Int {
        var index = start
        while index < bytes.count, ByteClass.has(bytes[index], flags) { index += 1 }
        return index
    }

    /// The end of the run of bytes that have none of `flags`.
    func endBefore(_ flags: UInt16, from start: Int, limit: Int = .max) -> Int {
        let bound = min(bytes.count, limit)
        var index = start
        while index < bound, !ByteClass.has(bytes[index], flags) { index += 1 }
        return index
    }

    func count(of flags: UInt16, in range: Range<Int>) -> Int {
        range.count { ByteClass.has(bytes[$0], flags) }
    }

    /// Whether no token's character comes before `index`; the letter of an escape (`\n`), the digits
    /// of a percent-encoded byte and the end of a terminal's colour code do not count as such.
    func isBoundary(before index: Int) -> Bool {
        guard index > 0, index != findingEnd, ByteClass.has(bytes[index - 1], ByteClass.token) else { return true }
        if index > 1, bytes[index - 2] == UInt8(ascii: "\\") { return true }
        if index > 2, bytes[index - 3] == UInt8(ascii: "%") { return true }
        if index > 5, bytes[index - 6] == UInt8(ascii: "\\"), bytes[index - 5] == UInt8(ascii: "u") { return true }
        guard bytes[index - 1] == UInt8(ascii: "m") else { return false }
        var start = index - 2
        while start > max(0, index - 16), ByteClass.has(bytes[start], ByteClass.digit) || bytes[start] == 0x3B {
            start -= 1
        }
        return start > 0 && bytes[start] == UInt8(ascii: "[") && bytes[start - 1] == 0x1B
    }
}
