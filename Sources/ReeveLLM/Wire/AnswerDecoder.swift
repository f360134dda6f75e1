internal import ReeveJSON

/// Makes an answer of the pieces of a stream, one after the other. Pure.
protocol AnswerDecoder: Sendable {
    /// Whether the end of the answer was told. What follows is not read.
    var isComplete: Bool { get }

    /// Takes one piece.
    ///
    /// - Returns: what it adds to the answer's text.
    /// - Throws: ``ModelError`` for an error that the provider tells in the stream, for a piece that is not of its form,
    ///   and where the answer passes a bound of ``AnswerBounds``.
    mutating func take(_ piece: JSONValue) throws(ModelError) -> String?

    /// Takes a piece that is no JSON; the form may have words of its own (`[DONE]`).
    mutating func takeWord(_ word: [UInt8]) -> Bool

    /// Takes an answer that came whole, though a stream was asked for.
    mutating func takeWhole(_ body: JSONValue) throws(ModelError) -> String?

    /// The answer, once no piece follows, with the tokens as they were told.
    ///
    /// - Throws: ``ModelError/Code/streamCut`` where the end was not told.
    mutating func finish() throws(ModelError) -> (answer: ModelAnswer, told: ToldUsage)
}

extension AnswerDecoder {
    mutating func takeWord(_ word: [UInt8]) -> Bool { false }
}
