/// What happens on the way to an answer.
package enum ModelEvent: Sendable, Hashable {
    /// A piece of the answer's text. It is void when a `retrying` follows.
    case text(String)
    /// A request failed, and is repeated after the pause. `attempt` is the number of the one that failed, from 1.
    ///
    /// What the failed request used is not known: a provider may have read all of it, and bill it.
    case retrying(ModelError, pause: Duration, attempt: Int)
    /// No model was named, and this one was chosen of those that the provider has.
    case modelChosen(String)
    /// The provider's API has no such parameter, so the request goes without it.
    case parameterLeftOut(String)
}
