/// The body of a response in pieces, as they arrive. A reader that is slow slows the server down: no more than a
/// bounded number of bytes waits in memory.
///
/// The body is read once, by one task.
package struct HTTPBody: Sendable {
    private let nextPiece: @Sendable () async throws(HTTPError) -> [UInt8]?

    /// - Parameter next: gives the next piece, then nil for ever.
    package init(next: @escaping @Sendable () async throws(HTTPError) -> [UInt8]?) { nextPiece = next }

    /// The next piece; nil after the last one.
    package func next() async throws(HTTPError) -> [UInt8]? { try await nextPiece() }

    /// All pieces. The request's bounds limit how much that can be.
    package func collect() async throws(HTTPError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await next() { bytes += piece }
        return bytes
    }
}
