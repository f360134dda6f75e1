import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct ServerSentEventParserTests {
    private static func events(_ pieces: [[UInt8]]) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return try pieces.flatMap { try parser.push($0) }
    }

    private static func events(_ text: String) throws -> [ServerSentEvent] { try events([Array(text.utf8)]) }

    /// The first four are the examples of the HTML standard.
    private static let streams: [Named<(text: String, events: [ServerSentEvent])>] = [
        Named(
            "data of several lines",
            ("data: YHOO\ndata: +2\ndata: 10\n\n", [ServerSentEvent(data: "YHOO\n+2\n10")])),
        Named(
            "comment, ids, and an id that is taken back",
            (
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                [
                    ServerSentEvent(data: "first event", lastEventID: "1"), ServerSentEvent(data: "second event"),
                    ServerSentEvent(data: " third event"),
                ]
            )),
        Named(
            "empty data, and an event without its blank line",
            ("data\n\ndata\ndata\n\ndata:", [ServerSentEvent(data: ""), ServerSentEvent(data: "\n")])),
        Named(
            "the blank after the colon is none of the data",
            ("data:test\n\ndata: test\n\n", [ServerSentEvent(data: "test"), ServerSentEvent(data: "test")])),
        Named(
            "every kind of line end",
            ("data:a\r\rdata:b\r\n\r\ndata:c\n\n", ["a", "b", "c"].map { ServerSentEvent(data: $0) })),
        Named("a byte order mark", ("\u{FEFF}data: a\n\n", [ServerSentEvent(data: "a")])),
        Named("a second byte order mark is part of a name", ("\u{FEFF}\u{FEFF}data: a\n\n", [])),
        Named("a mark after the start", ("\n\u{FEFF}data: a\n\n", [])),
        Named(
            "a type holds for one event",
            (
                "event: add\ndata: 1\n\ndata: 2\n\n",
                [ServerSentEvent(type: "add", data: "1"), ServerSentEvent(data: "2")]
            )),
        Named("an empty type is the default", ("event:\ndata: 1\n\n", [ServerSentEvent(data: "1")])),
        Named("an event without data is none", ("event: add\nid: 7\n\n", [])),
        Named("its id counts", ("id: 7\n\ndata: a\n\n", [ServerSentEvent(data: "a", lastEventID: "7")])),
        Named("an id with NUL is ignored", ("id: a\u{0}b\ndata: a\n\n", [ServerSentEvent(data: "a")])),
        Named("unknown fields", ("Data: a\ndata : b\nfoo: c\nbar\ndata: d\n\n", [ServerSentEvent(data: "d")])),
        Named("colons in the data", ("data: a: b: c\n\n", [ServerSentEvent(data: "a: b: c")])),
        Named("blank lines alone", ("\n\n\r\n\r\r", [])),
    ]

    @Test(arguments: streams)
    func isReadAsTheStandardSays(stream: Named<(text: String, events: [ServerSentEvent])>) throws {
        #expect(try Self.events(stream.value.text) == stream.value.events)
    }

    @Test(arguments: streams)
    func isReadTheSameByteByByte(stream: Named<(text: String, events: [ServerSentEvent])>) throws {
        #expect(try Self.events(stream.value.text.utf8.map { [$0] }) == stream.value.events)
    }

    @Test func charactersMayBeSplitAcrossPieces() throws {
        let text = "event: é\nid: 😀\ndata: ünï😀\n\n"
        #expect(
            try Self.events(text.utf8.map { [$0] })
                == [ServerSentEvent(type: "é", data: "ünï😀", lastEventID: "😀")])
    }

    @Test func brokenCharactersAreReplaced() throws {
        #expect(
            try Self.events([Array("data: a".utf8) + [0xFF, 0xC3, 0x0A, 0x0A]]).map(\.data) == ["a\u{FFFD}\u{FFFD}"])
    }

    @Test func anEventIsDeliveredWithItsBlankLineAndNotLater() throws {
        var parser = ServerSentEventParser()
        #expect(try parser.push(Array("data: a\r\n".utf8)) == [])
        #expect(try parser.push([0x0D]) == [ServerSentEvent(data: "a")])
        #expect(try parser.push([0x0A]) == [])
        #expect(try parser.push(Array("data: b\n\n".utf8)) == [ServerSentEvent(data: "b")])
    }

    @Test func anIDCountsFromItsBlankLineOn() throws {
        var parser = ServerSentEventParser()
        _ = try parser.push(Array("id: 1\ndata:\nretry: 100\n\nid: 2\n".utf8))
        #expect(parser.lastEventID == "1")
        #expect(parser.retry == .milliseconds(100))
        _ = try parser.push(Array("\n".utf8))
        #expect(parser.lastEventID == "2")
    }

    @Test func onlyDigitsAreARetry() throws {
        var parser = ServerSentEventParser()
        _ = try parser.push(Array("retry: 1s\nretry: -5\nretry:\nretry: 1 \n".utf8))
        #expect(parser.retry == nil)
        _ = try parser.push(Array("retry: 99999999999999999999999\n".utf8))
        #expect(parser.retry == .milliseconds(Int64(Int32.max)))
    }

    @Test func anEventOfTheBoundPassesAndOneByteMoreDoesNot() throws {
        var parser = ServerSentEventParser(lineBytesMax: 100, eventBytesMax: 5)
        #expect(
            try parser.push(Array("data: 12\ndata: 34\n\ndata: 12345\n\n".utf8)).map(\.data) == ["12\n34", "12345"])
        let error = #expect(throws: HTTPError.self) { try parser.push(Array("data: 12\ndata: 345\n".utf8)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func anEventOfVeryManyEmptyLinesIsBounded() throws {
        var parser = ServerSentEventParser(lineBytesMax: 100, eventBytesMax: 1_000)
        let error = #expect(throws: HTTPError.self) {
            for _ in 0..<2_000 { _ = try parser.push(Array("data\n".utf8)) }
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func aLongCommentIsBounded() throws {
        var parser = ServerSentEventParser(lineBytesMax: 100)
        let error = #expect(throws: HTTPError.self) {
            _ = try parser.push(Array((":" + String(repeating: "x", count: 100)).utf8))
        }
        #expect(error?.code == .tooLarge)
    }
}
