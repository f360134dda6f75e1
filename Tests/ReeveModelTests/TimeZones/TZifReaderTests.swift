import Glibc
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveModel

struct TZifReaderTests {
    /// A file with one block of 64 bits, changes at 0 and 1000, and a footer.
    private func file(
        version: UInt8 = UInt8(ascii: "2"), transitions: [Int64] = [0, 1_000], indices: [UInt8] = [1, 0],
        offset: Int32 = 3_600, leapSeconds: UInt32 = 0, footer: String = "\nAAA0\n"
    ) -> [UInt8] {
        func big(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
        func header(_ counts: [UInt32]) -> [UInt8] {
            Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { big($0) }
        }
        var bytes = header([0, 0, 0, 0, 0, 0])
        bytes += header([0, 0, leapSeconds, UInt32(transitions.count), 2, 8])
        bytes += transitions.flatMap { big($0) } + indices
        bytes += big(0 as Int32) + [0, 0] + big(offset) + [1, 4] + Array("AAA\0BBB\0".utf8)
        return bytes + Array(footer.utf8)
    }

    private func code(_ bytes: [UInt8]) -> TimeZoneError.Code? {
        do {
            _ = try TZifReader.rules(from: bytes, zone: "x")
            return nil
        } catch { return error.code }
    }

    @Test func aSoundFileIsRead() throws {
        for version in ["2", "3", "4"] as [Unicode.Scalar] {
            let rules = try TZifReader.rules(from: file(version: UInt8(ascii: version)), zone: "x")
            #expect(rules.offset(at: Timestamp(microseconds: -1)) == 0, "before the first change the first clock holds")
            #expect(rules.type(at: Timestamp(microseconds: 0)).abbreviation == "BBB")
            #expect(rules.offset(at: Timestamp(microseconds: 999_999_999)) == 3_600)
            #expect(rules.offset(at: Timestamp(microseconds: 1_000_000_000)) == 0)
        }
    }

    @Test func withoutAFooterTheLastClockHolds() throws {
        let rules = try TZifReader.rules(from: file(indices: [0, 1], footer: "\n\n"), zone: "x")
        #expect(rules.offset(at: Timestamp(microseconds: .max)) == 3_600)
    }

    @Test func aFileThatContradictsItselfIsRefused() {
        #expect(code(file(version: UInt8(ascii: "5"))) == .malformed)
        #expect(code(file(transitions: [5, 5])) == .malformed)
        #expect(code(file(transitions: [.min, 0])) == .malformed)
        #expect(code(file(indices: [2, 0])) == .malformed)
        #expect(code(file(offset: 100_000)) == .malformed)
        #expect(code(file(footer: "")) == .malformed)
        #expect(code(file(footer: "\nAAA0")) == .malformed)
        #expect(code(file(footer: "\nnonsense\n")) == .malformed)
        #expect(code(file(leapSeconds: 1)) == .leapSeconds)
        #expect(code(file(leapSeconds: .max)) == .tooLarge)
        #expect(code([UInt8](repeating: 0, count: 300_000)) == .tooLarge)
    }

    @Test func everyShortenedOrChangedFileEndsInAnAnswer() throws {
        let whole = file()
        for count in 0..<whole.count { #expect(code(Array(whole[..<count])) != nil, "\(count) bytes") }
        let seed = UInt64.random(in: 0 ... .max)
        print("TZif seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...random.next() % 4 {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            if let rules = try? TZifReader.rules(from: bytes, zone: "x") {
                for instant in [Int64.min, -1, 0, 4_000_000_000_000_000, .max] {
                    _ = rules.instants(ofWallClock: rules.wallClock(at: Timestamp(microseconds: instant)))
                }
            }
        }
    }

}
