import ArgumentParser
import ReeveOperations
import ReeveModel

/// The options that every command has.
package struct GlobalOptions: ParsableArguments {
    @Option(
        name: .customShort("C"), help: ArgumentHelp("Run as if started in this folder.", valueName: "dir"),
        completion: .directory)
    var directory: String?

    @Option(help: ArgumentHelp("The store, such as sqlite:PATH.", valueName: "store"))
    var store: String?

    @Option(
        help: "Only this organization; refused where a command has nothing to narrow.",
        completion: Completions.names(of: KindName.organization))
    var organization: String?

    @Option(
        name: [.customShort("e"), .long], help: "Only this environment; refused where a command has nothing to narrow.",
        completion: Completions.names(of: KindName.environment))
    var environment: String?

    @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
    var color: Terminal.ColorChoice = .auto

    @Flag(name: [.customShort("q"), .long], help: "Write results and errors only.")
    var quiet = false

    @Option(
        name: .customLong("log-level"),
        help: ArgumentHelp("What is logged to standard error: error, warning, info or debug.", valueName: "level"))
    var logLevel: LogLevel = .warning

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp("How long to wait for the store's lock.", valueName: "duration"))
    var lockTimeout: String = "30s"

    @Option(
        name: .customLong("var"), help: ArgumentHelp("A value for fromVar; may be repeated.", valueName: "name=value"))
    var variables: [String] = []

    package init() {}
}

extension LogLevel: ExpressibleByArgument {}

extension Terminal.ColorChoice: ExpressibleByArgument {}
