internal import ReeveHTTPClient
internal import ReeveJSON

/// Makes an answer of the bytes of a response, whatever the sizes of their pieces. Pure.
struct AnswerReader: Sendable {
    private enum Splitter: Sendable {
        case events(ServerSentEventParser)
        case lines(LineParser)
        /// JSON that came whole.
        case whole([UInt8])
    }

    private var splitter: Splitter
    private var decoder: any AnswerDecoder
    private let form: StreamForm
    private let status: Int
    private let ceiling: TokenCeiling
    private var responseBytes = 0

    /// - Parameter contentType: of the response. A server that cannot stream answers with JSON that is whole.
    init(form: StreamForm, contentType: String?, status: Int, decoder: any AnswerDecoder, ceiling: TokenCeiling) {
        let bytesMax = AnswerBounds.pieceBytesMax
        let type = (contentType ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
        splitter =
            switch form {
            case _ where type == "application/json": .whole([])
            case .serverSentEvents: .events(ServerSentEventParser(lineBytesMax: bytesMax, eventBytesMax: bytesMax))
            case .lines: .lines(LineParser(lineBytesMax: bytesMax))
            }
        self.decoder = decoder
        self.form = form
        self.status = status
        self.ceiling = ceiling
    }

    /// Whether the answer's end was told.
    var isComplete: Bool { decoder.isComplete }

    /// - Returns: the pieces of text that the bytes bring.
    mutating func push(_ bytes: [UInt8]) throws(ModelError) -> [String] {
        guard !isComplete else { return [] }
        responseBytes += bytes.count
        switch splitter {
        case .events(var parser):
            // The only reference is the local one, so that pushing copies nothing.
            splitter = .whole([])
            let events = try Self.bounded { () throws(HTTPError) in try parser.push(bytes) }
            splitter = .events(parser)
            return try take(events.map { Array($0.data.utf8) })
        case .lines(var parser):
            splitter = .whole([])
            let lines = try Self.bounded { () throws(HTTPError) in try parser.push(bytes) }
            splitter = .lines(parser)
            return try take(lines)
        case .whole(var body):
            splitter = .whole([])
            body += bytes
            splitter = .whole(body)
            guard body.count <= AnswerBounds.pieceBytesMax else { throw Self.tooLarge }
            return []
        }
    }

    /// The answer, once no bytes follow or its end was told.
    ///
    /// - Returns: the text that the last bytes brought too.
    mutating func finish() throws(ModelError) -> (answer: ModelAnswer, text: [String]) {
        var text: [String] = []
        switch splitter {
        case .whole(let body) where !isComplete:
            text = try takeWhole(body)
        case .lines(var parser):
            if let last = parser.finish() { text = try take([last]) }
        case .events, .whole: break
        }
        var (answer, told) = try decoder.finish()
        let textBytes = answer.text.utf8.count + answer.calls.reduce(0) { $0 + $1.argumentsText.utf8.count }
        answer.usage = told.checked(against: ceiling, textBytes: textBytes, responseBytes: responseBytes)
        return (answer, text)
    }

    private mutating func takeWhole(_ body: [UInt8]) throws(ModelError) -> [String] {
        let lines = body.split(separator: UInt8(ascii: "\n")).map(Array.init)
        // Servers that imitate Ollama call their lines JSON.
        if form == .lines, lines.count > 1, (try? JSONParser.parse(lines[0])) != nil { return try take(lines) }
        return [try decoder.takeWhole(try json(body))].compactMap(\.self)
    }

    private mutating func take(_ pieces: [[UInt8]]) throws(ModelError) -> [String] {
        var text: [String] = []
        for piece in pieces where !decoder.isComplete {
            guard piece.contains(where: { !" \t\r\n".utf8.contains($0) }), !decoder.takeWord(piece) else { continue }
            if let more = try decoder.take(try json(piece)) { text.append(more) }
        }
        return text
    }

    /// - Throws: what the provider tells, where the JSON is an error.
    private func json(_ bytes: [UInt8]) throws(ModelError) -> JSONValue {
        let value: JSONValue
        do throws(JSONParseError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw ModelError(.invalidAnswer, "a piece of the provider's answer is no JSON: \(error)", status: status)
        }
        if let fault = ProviderFault(value) { throw fault.error(status: status) }
        return value
    }

    private static func bounded<T>(_ push: () throws(HTTPError) -> T) throws(ModelError) -> T {
        do throws(HTTPError) { return try push() } catch { throw tooLarge }
    }

    private static var tooLarge: ModelError {
        ModelError(.tooLarge, "a piece of the provider's answer is longer than \(AnswerBounds.pieceBytesMax) bytes")
    }
}
