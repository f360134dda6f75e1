import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveOperations

/// Reads the store, and the file of a batch. Starts nothing, asks no model, writes nothing.
struct RenderPromptCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt",
        abstract: "Show the texts that a task would begin with, and which template they come from.",
        discussion: """
            For a task of a batch name --batch or --file, and --item; for one that no batch has yet name --agent, or --team
            and --role.
            """)

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(help: "A Batch in the store.", completion: Completions.names(of: KindName.batch)) var batch: String?
    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file of a batch.", valueName: "path"), completion: .file())
    var file: String?
    @Option(help: "The item whose task is shown.") var item: String?
    @Option(help: "The cell of the matrix, such as repo=website; the first where absent.") var cell: String?
    @Option(help: "The agent that does the task.", completion: Completions.names(of: KindName.agent)) var agent: String?
    @Option(help: "The team that the task is given to.", completion: Completions.names(of: KindName.team)) var team:
        String?
    @Option(
        help: "The role in the team; its first member does the task where --agent is absent.",
        completion: Completions.names(of: KindName.role)) var role: String?
    @Option(
        help: "The template to take, whatever else names one.", completion: Completions.names(of: KindName.template))
    var template: String?
    @Option(help: ArgumentHelp("Values of the template's variables, over those of the item.", valueName: "json"))
    var variables: String = "{}"
    @OptionGroup var form: ResultOptions

    func validate() throws {
        guard batch == nil || file == nil else {
            throw ValidationError("name a Batch, or a file with --file, not both")
        }
        if batch != nil || file != nil {
            guard item != nil else { throw ValidationError("a batch has several items; name one with --item") }
            guard agent == nil, team == nil, role == nil else {
                throw ValidationError("an item says who does it; leave out --agent, --team and --role, or the batch")
            }
        } else {
            guard item == nil, cell == nil else { throw ValidationError("--item and --cell go with --batch or --file") }
            guard agent != nil || (team != nil && role != nil) else {
                throw ValidationError("name --batch or --file with --item, or --agent, or --team with --role")
            }
        }
    }

    func run() async throws {
        let context = try CommandContext(self)
        let operation = try operation()
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let output = PromptOutput(outcome)
        if form.isJSON { context.terminal.json(output.json) } else { output.write(to: context.terminal) }
    }

    private func operation() throws -> PromptOperation {
        let values: JSONValue
        do {
            values = try JSONParser.parse(variables)
        } catch {
            throw ValidationError("--variables is no JSON: \(error)")
        }
        guard let object = values.object else {
            throw ValidationError("--variables takes a JSON object such as '{\"repo\": \"website\"}'")
        }
        var operation =
            if let source = BatchSource(name: batch, file: file), let item {
                PromptOperation(.item(source, item: item, cell: cell))
            } else {
                PromptOperation(.seat(agent: agent, team: team, role: role))
            }
        operation.template = template
        operation.variables = object
        return operation
    }
}
