/// Tokens of one request.
package struct ModelUsage: Sendable, Hashable {
    /// Tokens of the request, cached ones included.
    package var input: Int
    package var output: Int
    /// The part of ``input`` that the provider had cached.
    package var cached: Int

    package init(input: Int, output: Int, cached: Int = 0) {
        self.input = input
        self.output = output
        self.cached = cached
    }
}
