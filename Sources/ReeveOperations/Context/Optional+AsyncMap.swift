extension Optional {
    /// Like `map`, with an asynchronous body.
    package func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
        switch self {
        case .some(let value): try await body(value)
        case .none: nil
        }
    }
}
