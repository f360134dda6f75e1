import ArgumentParser
import ReeveJSON

/// The forms of a command that prints one result. Listings have more (``ListingFormat``).
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// What listings call a table is the text of one result.
    init?(argument: String) { self.init(rawValue: argument == "table" ? "text" : argument) }
}

/// `-o` of a command that prints one result: `docs/schemas/COMMAND.schema.json` describes its JSON.
struct ResultOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "text or json.") var output: ResultFormat = .text

    var isJSON: Bool { output == .json }
}
