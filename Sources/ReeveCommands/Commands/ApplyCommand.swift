import ArgumentParser
import ReeveDiagnostics
import ReeveModel
import ReeveOperations
import ReevePlanning

/// Writes the store in one transaction, then signs the log and writes the report. Safe to repeat. Starts no server.
/// Ends with 4 where the plan is refused or not approved, with 5 where it is stale or in conflict.
struct ApplyCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make the store what the manifests say, in one transaction.",
        discussion:
            "Takes manifests, or one file that 'plan --out' saved. A second apply of the same input changes nothing.")

    static let scopeUse = ScopeUse.narrowsManifests

    @OptionGroup var global: GlobalOptions
    @OptionGroup var planning: PlanningOptions
    @Argument(
        help: "Files, folders or '-', or one saved plan; what reeve.yaml names where absent.", completion: .file())
    var paths: [String] = []
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @Option(
        help: ArgumentHelp("Consents to a change of this protected object; may be repeated.", valueName: "path"),
        completion: Completions.paths)
    var confirm: [String] = []
    @Flag(name: .customLong("cancel-runs"), help: "Cancel unfinished runs that need a deleted object.") var cancelRuns =
        false
    @Flag(help: "List every change with its fields.") var details = false
    @Option(name: .shortAndLong, help: "text, json (the result; with --yes or a saved plan), markdown or diff.")
    var output: PlanFormat = .text

    func run() async throws {
        let context = try CommandContext(self)
        let confirmed = try confirmedObjects()
        let saved = try await context.perform { context throws(OperationError) in
            paths.count == 1 ? try SavedPlan.read(paths[0], in: context) : nil
        }
        if saved != nil { try refuseShaping() }
        var operation = ApplyOperation(
            try saved.map { .saved($0) } ?? .manifests(PlanOperation(paths: paths, shaping: try planning.shaping())))
        operation.confirmed = confirmed
        operation.maxDeletes = planning.maxDeletes
        operation.cancelsRuns = cancelRuns
        // Where nobody is asked, the plan is shown together with its outcome, so that the apply does not wait for a
        // reader.
        let isShownFirst = !yes && saved == nil
        if isShownFirst { operation.approval = { plan in try approval(of: plan, context) } }
        let output = ApplyOutput(terminal: context.terminal, format: output, details: details, isQuiet: isQuiet)
        let signed: Signed<ApplyOperation.Outcome>
        do throws(OperationError) {
            signed = try await operation.run(in: context.operation)
        } catch {
            if case .apply(_, let sealed) = error.code, !isShownFirst { output.show(sealed) }
            throw context.report(error)
        }
        output.write(signed.value, isShown: isShownFirst)
        let failure = signed.unsigned.map { context.report(OperationError(.unsigned($0))) }
        if let problem = signed.value.reportProblem {
            throw context.report(
                .failed(
                    "the report was not written: \(problem)", code: "apply.report-not-written",
                    help: "the changes are made; 'reeve history' shows them"))
        }
        if let failure { throw failure }
    }

    /// Whether the plan is not shown: nobody is asked about it, and `--quiet` wants only the result.
    private var isQuiet: Bool { global.quiet && yes && output == .text }

    private func confirmedObjects() throws -> Set<ObjectKey> {
        var confirmed: Set<ObjectKey> = []
        for path in confirm {
            guard let key = ObjectKey(path: path) else {
                throw ValidationError("--confirm takes a path such as acme/Policy/guardrails, not '\(path)'")
            }
            confirmed.insert(key)
        }
        return confirmed
    }

    /// A saved plan is applied unchanged, so options that would change it are refused.
    private func refuseShaping() throws {
        var names = planning.shapingNames
        if global.organization != nil { names.append("--organization") }
        if global.environment != nil { names.append("-e") }
        guard let first = names.first else { return }
        throw ValidationError("a saved plan is applied as it is; leave out \(first), or give it to 'reeve plan --out'")
    }

    /// Shows the plan and asks for approval. A plan with conflicts is only shown: the applier refuses it.
    private func approval(of plan: SealedPlan, _ context: CommandContext) throws -> String? {
        let terminal = context.terminal
        ApplyOutput(terminal: terminal, format: output, details: details, isQuiet: isQuiet).show(plan)
        guard plan.plan.conflicts.isEmpty else { return nil }
        // With JSON the plan is not shown, so nobody can approve it.
        guard output != .json else {
            throw ValidationError("-o json prints the result alone; add --yes, or apply a plan that 'plan --out' saved")
        }
        let help = "use --yes, or save a plan with 'reeve plan --out FILE' and apply that"
        guard terminal.outputIsWhole else {
            throw OperationError.refused(
                "the plan could not be shown, so nobody can approve it", code: "apply.not-approved", help: help)
        }
        guard let answer = terminal.ask("Apply these changes? Only 'yes' is a yes: ") else {
            throw OperationError.refused("nobody can be asked here", code: "apply.not-approved", help: help)
        }
        guard answer == "yes" else { throw OperationError(.notApproved) }
        return context.operation.requester.id + " (prompt)"
    }
}
