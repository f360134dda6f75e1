import ArgumentParser
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveOperations
import ReeveStore

/// Reads the store only. A name in a filter that nothing has ends the command with 3.
struct AuditListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List events, newest first; those of the last 24 hours.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Part of the subject.") var subject: String?
    @Option(help: "Part of the target.") var target: String?
    @Option(help: "The action, such as tool.invoke.") var action: String?
    @Option(help: "allow or deny.") var decision: AuditEvent.Decision?
    @Option(help: "The event's type, such as run.denied; may be repeated.", completion: Completions.eventTypes)
    var type: [String] = []
    @Option(help: "Events of this run (an id, or its last characters).", completion: Completions.runs) var run: String?
    @Option(help: "Events of this batch and its runs (an id, or its last characters).", completion: Completions.batches)
    var batch: String?
    @Option(help: ArgumentHelp("From so long ago on, such as 1h.", valueName: "duration")) var since: String?
    @Option(
        help: ArgumentHelp(
            "From this instant or date; else 24 hours ago, or the start of the run or batch.", valueName: "instant"))
    var from: String?
    @Option(help: ArgumentHelp("Before this instant or date.", valueName: "instant")) var to: String?
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(100)

    func run() async throws {
        let context = try CommandContext(self)
        var operation = AuditListOperation(try filter(context), limit: limit.count)
        operation.run = run
        operation.batch = batch
        let outcome = try await context.perform { [operation] context throws(OperationError) in
            try await operation.run(in: context)
        }
        Listing.events(outcome).write(output, to: context.terminal)
    }

    private func filter(_ context: CommandContext) throws -> AuditFilter {
        var filter = AuditFilter()
        filter.subjectContains = subject
        filter.targetContains = target
        filter.action = action
        filter.decision = decision
        if !type.isEmpty {
            filter.types = Set(
                try type.map { text in
                    guard let value = AuditEventType(rawValue: text) else {
                        let types = AuditEventType.allCases.map(\.rawValue).sorted()
                        let nearest = NearestName.suggestion(for: text, among: types)
                        throw ValidationError(
                            "there is no event type '\(text)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                                + "; types are " + types.joined(separator: ", "))
                    }
                    return value
                })
        }
        guard from == nil || since == nil else { throw ValidationError("--since and --from exclude each other") }
        let now = context.operation.now
        filter.from =
            try from.map { try InstantText.parse($0, "--from") }
            ?? since.map {
                try InstantText.since($0, now: now)
            }
        if filter.from == nil, run == nil, batch == nil { filter.from = now.advanced(by: .seconds(-86_400)) }
        filter.to = try to.map { try InstantText.parse($0, "--to") }
        return filter
    }
}

extension AuditEvent.Decision: ExpressibleByArgument {}
