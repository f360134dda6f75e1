import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct LineParserTests {
    private static func lines(
        _ pieces: [String], _ ending: LineParser.Ending = .lineFeed, lineBytesMax: Int = 100
    ) throws -> [String] {
        var parser = LineParser(lineBytesMax: lineBytesMax, ending: ending)
        var lines: [[UInt8]] = []
        for piece in pieces { lines += try parser.push(Array(piece.utf8)) }
        if let last = parser.finish() { lines.append(last) }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func lineFeedEndsALineAndItsReturnIsNoPartOfIt() throws {
        #expect(try Self.lines(["a\nb\r\n\r\n\nc\rd\n"]) == ["a", "b", "", "", "c\rd"])
        #expect(try Self.lines(["a\r", "\nb"]) == ["a", "b"])
    }

    @Test func everyKindOfEndCountsWhereAllDo() throws {
        #expect(try Self.lines(["a\nb\rc\r\nd\n\re"], .any) == ["a", "b", "c", "d", "", "e"])
    }

    @Test func aReturnEndsItsLineBeforeTheNextPieceComes() throws {
        var parser = LineParser(lineBytesMax: 10, ending: .any)
        #expect(try parser.push(Array("a\r".utf8)) == [Array("a".utf8)])
        #expect(try parser.push([]) == [])
        #expect(try parser.push(Array("\nb\n".utf8)) == [Array("b".utf8)])
    }

    @Test func theLastLineNeedsNoEnd() throws {
        #expect(try Self.lines(["a\n", "b", "c"]) == ["a", "bc"])
        #expect(try Self.lines(["a\n"]) == ["a"])
        #expect(try Self.lines([]) == [])
    }

    @Test func aLineOfTheBoundPassesAndOneByteMoreDoesNot() throws {
        #expect(try Self.lines(["1234\r\n", "12", "34\n"], lineBytesMax: 4) == ["1234", "1234"])
        #expect(try Self.lines(["1234\r", "\n"], lineBytesMax: 4) == ["1234"])
        for pieces in [["12345\n"], ["123", "45"], ["1234\r", "5\n"], ["1\n12345"]] {
            let error = #expect(throws: HTTPError.self) { try Self.lines(pieces, lineBytesMax: 4) }
            #expect(error?.code == .tooLarge)
        }
    }

    @Test func aLineWithoutEndStopsAtItsBound() throws {
        var parser = LineParser(lineBytesMax: 1 << 20)
        let piece = [UInt8](repeating: 0x78, count: 1 << 16)
        var pushed = 0
        let error = #expect(throws: HTTPError.self) {
            while pushed < 50 << 20 {
                _ = try parser.push(piece)
                pushed += piece.count
            }
        }
        #expect(error?.code == .tooLarge)
        #expect(pushed == 1 << 20)
    }
}
