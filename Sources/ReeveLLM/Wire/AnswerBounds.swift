/// Bounds of an answer. One that passes a bound is refused whole: half of an answer is no answer.
package enum AnswerBounds {
    /// Of the answer's text.
    package static let textBytesMax = 2 * 1_024 * 1_024
    /// Of the arguments of all calls together.
    package static let argumentBytesMax = 1_024 * 1_024
    package static let callsMax = 128
    /// Of one piece of a stream: an event or a line. An answer may come whole in one.
    package static let pieceBytesMax = 8 * 1_024 * 1_024
    /// Of a whole response. A piece of text is a few bytes within some hundred of structure.
    package static let responseBytesMax = 256 * 1_024 * 1_024
    /// Of the response that tells an error. What follows is not read.
    package static let errorBytesMax = 64 * 1_024
    /// Of a page of models.
    package static let modelPageBytesMax = 8 * 1_024 * 1_024
    package static let modelPagesMax = 20
    package static let modelsMax = 10_000
}
