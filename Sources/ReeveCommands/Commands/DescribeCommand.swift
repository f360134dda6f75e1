import ArgumentParser
import ReeveOperations

/// Reads the store only. Ends with 3 where no object, or more than one, has the name.
struct DescribeCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show one object with what refers to it.",
        discussion: "Example: reeve describe agent repo-doctor -e prod")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: "A kind, or the path of an object such as acme/prod/Agent/triage.", completion: Completions.kindNames)
    var kind: String

    @Argument(help: "The object's name.", completion: Completions.namesOfKind)
    var name: String?

    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let operation = DescribeOperation(kind: kind, name: name)
        let found = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let output = DescribeOutput(found)
        if form.isJSON { context.terminal.json(output.json) } else { output.write(to: context.terminal) }
    }
}
