import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Reads the store only.
struct ToolsShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tool's definition and its versions.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The address, such as git/git_log.", completion: Completions.tools) var address: String

    func run() async throws {
        let context = try CommandContext(self)
        guard let wanted = ToolAddress(address) else {
            throw ValidationError("'\(address)' is no tool address such as git/git_log")
        }
        let definitions = try await context.perform { context throws(OperationError) in
            try await ToolShowOperation(tool: wanted).run(in: context)
        }
        guard !form.isJSON else {
            return context.terminal.json(.array(definitions.map(ToolDefinitionDocument.json)))
        }
        for definition in definitions {
            context.terminal.line(
                "\(definition.organization)/\(definition.environment)/\(definition.address)@\(definition.version)  \(definition.status.rawValue)"
                    + (definition.isCurrent ? "  current" : "") + "  \(definition.digest)")
            context.terminal.json((try? JSONParser.parse(definition.definition)) ?? .null)
        }
    }
}
