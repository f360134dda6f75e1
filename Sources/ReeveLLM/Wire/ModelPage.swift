/// A page of the list of a provider's models.
struct ModelPage: Sendable, Hashable {
    var models: [String]
    /// Asks for the next page; nil on the last.
    var next: String?
}
