import ArgumentParser
import ReeveAudit
import ReeveOperations

/// Reads the whole log, and writes nothing. The status names the first kind of finding.
struct AuditVerifyCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify the log against its checkpoints.",
        discussion: """
            Exit status 0 where all is well, else what is wrong: 10 edited, 11 missing, 12 reordered, 13 truncated,
            14 forked, 15 unsigned tail, 16 wrong key. `reeve explain exit-status` lists them.
            """)

    static let scopeUse = ScopeUse.refused("the log is one for every scope")

    @OptionGroup var global: GlobalOptions
    @Option(
        name: .customLong("since-checkpoint"),
        help: ArgumentHelp("A checkpoint kept elsewhere, such as in git; may be repeated.", valueName: "file"),
        completion: .file())
    var sinceCheckpoint: [String] = []
    @Option(help: ArgumentHelp("The key to trust, as name+id+key; else the one beside the store.", valueName: "vkey"))
    var key: [String] = []
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let operation = AuditVerifyOperation(keys: key, checkpoints: sinceCheckpoint)
        let result = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        if form.isJSON {
            context.terminal.json(result.json)
        } else {
            VerificationOutput.write(result, to: context.terminal)
        }
        try ExitStatus(of: result).end()
    }
}
