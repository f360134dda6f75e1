import ArgumentParser

/// The option `-o` of a command that prints one result. `docs/schemas/COMMAND.schema.json` describes the JSON.
struct ResultOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "text or json.") var output: ResultFormat = .text

    var isJSON: Bool { output == .json }
}
