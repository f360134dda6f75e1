/// What happens on the way to an answer.
package enum ModelEvent: Sendable, Hashable {
    /// A piece of the answer's text.
    case text(String)
    /// A request failed, and is repeated after the pause.
    case retrying(ModelError, pause: Duration, attempt: Int)
}
