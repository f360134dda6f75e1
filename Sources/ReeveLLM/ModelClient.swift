/// Asks one provider.
package protocol ModelClient: Sendable {
    /// - Parameters:
    ///   - timeout: for one request over the wire.
    ///   - deadline: for all of them, pauses between retries included. A pause that would pass it is not begun.
    ///   - onEvent: told of retries and of text as it arrives; must be quick.
    /// - Throws: ``ModelError`` after the retries that the provider's profile allows.
    func answer(
        to request: ModelRequest, timeout: Duration, deadline: ContinuousClock.Instant,
        onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> ModelAnswer
}
