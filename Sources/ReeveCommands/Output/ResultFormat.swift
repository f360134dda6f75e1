import ArgumentParser

/// The forms of a command that prints one result. Listings have more (``ListingFormat``).
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// What listings call a table is the text of one result.
    init?(argument: String) { self.init(rawValue: argument == "table" ? "text" : argument) }
}
