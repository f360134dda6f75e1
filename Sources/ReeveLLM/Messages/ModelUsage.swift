/// Tokens of one request.
package struct ModelUsage: Sendable, Hashable {
    /// Tokens of the request, cached ones included.
    package var input: Int
    package var output: Int
    /// The part of ``input`` that the provider had cached.
    package var cached: Int
    /// The provider told a count that cannot be true, or left one out; the bound stands in its place.
    package var isBounded: Bool

    package init(input: Int, output: Int, cached: Int = 0, isBounded: Bool = false) {
        self.input = input
        self.output = output
        self.cached = cached
        self.isBounded = isBounded
    }
}
