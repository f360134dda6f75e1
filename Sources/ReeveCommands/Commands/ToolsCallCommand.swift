import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveOperations

/// Starts the server, makes one call, writes the store and signs the log. Not safe to repeat: each time is another
/// call.
struct ToolsCallCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Call one tool by hand, through the same gate as any batch.",
        discussion:
            "Example: reeve tools call git/git_log -e prod --agent repo-doctor --input '{\"repo_path\": \"/srv/repos/infra\"}'"
    )

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The address, such as git/git_log.", completion: Completions.tools) var address: String
    @Option(help: "The agent that calls.", completion: Completions.names(of: KindName.agent)) var agent: String
    @Option(help: ArgumentHelp("The arguments.", valueName: "json")) var input: String = "{}"
    @Option(help: ArgumentHelp("For the call.", valueName: "duration")) var timeout: String?
    @Option(name: .shortAndLong, help: "text (that of the result) or json.") var output: ResultFormat = .text

    func run() async throws {
        let context = try CommandContext(self)
        guard let tool = ToolAddress(address) else {
            throw ValidationError("'\(address)' is no tool address such as git/git_log")
        }
        guard let arguments = (try? JSONParser.parse(input))?.object else {
            throw ValidationError("--input takes a JSON object")
        }
        let limit = try timeout.map { text in
            guard let duration = DurationText.parse(text) else {
                throw ValidationError("--timeout takes a duration such as 30s")
            }
            return duration
        }
        let operation = CallOperation(tool: tool, agent: agent, input: arguments, timeout: limit)
        try await context.performSigned { context throws(OperationError) in
            try await operation.run(in: context)
        } show: { outcome in
            CallOutput(tool: tool, agent: agent, format: output, terminal: context.terminal).write(outcome)
            try ExitStatus(of: outcome).end()
        }
    }
}
