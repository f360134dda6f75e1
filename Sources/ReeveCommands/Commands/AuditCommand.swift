import ArgumentParser

/// The group of commands that read the audit log. None of them writes.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read and verify the audit log.",
        subcommands: [AuditListCommand.self, AuditShowCommand.self, AuditVerifyCommand.self])
}
