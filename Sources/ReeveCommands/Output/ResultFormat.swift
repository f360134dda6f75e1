import ArgumentParser

/// The forms of a command that prints one result. A listing has more forms (``ListingFormat``).
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// A listing has the form `table`. For one result the same word means `text`.
    init?(argument: String) { self.init(rawValue: argument == "table" ? "text" : argument) }
}
