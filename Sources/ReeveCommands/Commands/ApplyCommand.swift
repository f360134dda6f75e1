import ArgumentParser
import Glibc
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore

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
        var confirmed: Set<ObjectKey> = []
        for path in confirm {
            guard let key = ObjectKey(path: path) else {
                throw ValidationError("--confirm takes a path such as acme/Policy/guardrails, not '\(path)'")
            }
            confirmed.insert(key)
        }
        let reports = context.project.absolute(context.project.spec.reports) + "/apply"
        await ApplyReport.removeLeftovers(in: reports)
        let saved = try savedPlan(context)
        if saved != nil { try refuseShaping() }
        // Where there is no store yet, it is made when something is to be written into it, not to ask a question.
        let hasStore: Bool
        do {
            hasStore = try Composition.hasStore(context.project)
        } catch {
            throw context.report(error)
        }
        // A plan that nobody is asked about is shown beside its outcome: what is done does not wait for a reader.
        let isShownFirst = !yes && saved == nil
        let prepared = saved == nil && !hasStore ? try await prepare(context, confirmed, isShownFirst) : nil
        if let prepared, prepared.plan.isEmpty, prepared.plan.conflicts.isEmpty {
            if output == .json { writeJSON(.unchanged(serial: 0), prepared.plan.sealed, context.terminal) }
            return
        }
        try await context.withStore(.create) { [confirmed] store in
            let plan: Plan
            // What was shown or saved is applied as it is, so the digest that was approved is the one that is recorded.
            if let made = saved ?? prepared?.plan {
                plan = made
            } else {
                plan = try await context.makePlan(paths, planning: planning, store: store)
            }
            if prepared == nil { try await checkConfirmed(confirmed, plan: plan, store: store, context: context) }
            let sealed = plan.sealed
            var approver = prepared?.approver
            let isEmpty = plan.isEmpty && plan.conflicts.isEmpty
            if prepared == nil {
                if isShownFirst || isEmpty { show(sealed, context.terminal) }
                if isEmpty { return writeJSON(.unchanged(serial: 0), sealed, context.terminal) }
                approver = try self.approver(of: plan, isSaved: saved != nil, context: context)
            }
            let who = Operator.current()
            var request = ApplyRequest(actor: who.actor, now: Composition.now())
            request.approver = approver
            request.gitCommit = GitCommit.current(context)?.text
            request.confirmed = confirmed
            request.maxDeletes = planning.maxDeletes ?? context.project.spec.maxDeletes
            request.maxDeleteShare = context.project.spec.maxDeleteShare
            request.cancelsRuns = cancelRuns
            // The plan's file is as large as what the store writes, so both are written at once.
            async let written = ApplyReport.write(sealed, folder: reports)
            let outcome: ApplyOutcome
            do throws(ApplyError) {
                outcome = try await Applier(store: store).apply(sealed, request: request)
            } catch {
                await written.discard()
                if !isShownFirst { show(sealed, context.terminal) }
                throw report(error, context: context)
            }
            let files = await written
            let problem = place(files, outcome)
            // What was applied is told whether it could be signed or not.
            let unsigned = await UnsignedLog.sign(store, context: context)
            if !isShownFirst { show(sealed, context.terminal) }
            write(outcome, sealed: sealed, terminal: context.terminal)
            let status = unsigned?.tell(context)
            if let problem {
                context.fail(
                    "the report was not written: \(problem)", code: "apply.report-not-written",
                    help: "the changes are made; 'reeve history' shows them")
                throw ExitStatus.failure.exit
            }
            if let status { throw status }
        }
    }

    /// Plans against a store that is not there, shows the plan and asks.
    private func prepare(
        _ context: CommandContext, _ confirmed: Set<ObjectKey>, _ isShownFirst: Bool
    ) async throws -> (plan: Plan, approver: String?) {
        let plan = try await context.withStore(.plan) { store in
            let plan = try await context.makePlan(paths, planning: planning, store: store)
            try await checkConfirmed(confirmed, plan: plan, store: store, context: context)
            return plan
        }
        let isEmpty = plan.isEmpty && plan.conflicts.isEmpty
        if !isQuiet, output != .json, isShownFirst || isEmpty {
            PlanOutput.write(plan, as: output, details: details, to: context.terminal)
        }
        if isEmpty { return (plan, nil) }
        return (plan, try approver(of: plan, isSaved: false, context: context))
    }

    /// A saved plan is applied as it is, so what would shape it is refused.
    private func refuseShaping() throws {
        var names = planning.shaping
        if global.organization != nil { names.append("--organization") }
        if global.environment != nil { names.append("-e") }
        guard let first = names.first else { return }
        throw ValidationError("a saved plan is applied as it is; leave out \(first), or give it to 'reeve plan --out'")
    }

    /// Refuses a consent to an object that is neither stored nor in the plan.
    private func checkConfirmed(
        _ confirmed: Set<ObjectKey>, plan: Plan, store: any Store, context: CommandContext
    ) async throws {
        guard !confirmed.isEmpty else { return }
        let planned = Set(plan.changes.flatMap { [$0.key, $0.finalKey] })
        for key in confirmed.subtracting(planned).sorted() {
            if try await store.object(key) != nil { continue }
            let nearest = NearestName.suggestion(
                for: key.description, among: planned.lazy.map(\.description).sorted())
            context.fail(
                "--confirm '\(key)' names no object of the store or the plan", code: "object.missing",
                help: nearest.map { "did you mean '\($0)'?" })
            throw ExitStatus.invalidInput.exit
        }
    }

    /// Whether the plan is left out: it is not the result, and nobody is asked about it.
    private var isQuiet: Bool { global.quiet && yes && output == .text }

    private func show(_ sealed: SealedPlan, _ terminal: Terminal) {
        if !isQuiet, output != .json { PlanOutput.write(sealed, as: output, details: details, to: terminal) }
    }

    /// What is in conflict is refused by the applier; nobody needs to be asked.
    private func approver(of plan: Plan, isSaved: Bool, context: CommandContext) throws -> String? {
        plan.conflicts.isEmpty ? try approval(of: plan, isSaved: isSaved, context: context) : nil
    }

    /// The plan of a file that `plan --out` wrote; nil where the paths are manifests.
    private func savedPlan(_ context: CommandContext) throws -> Plan? {
        guard paths.count == 1, paths[0] != "-", let bytes = try? BoundedFile.read(paths[0], limit: 1 << 30),
            bytes.first == UInt8(ascii: "{"),
            let value = try? JSONParser.parse(bytes), value["plan_digest"] != nil
        else { return nil }
        do throws(PlanFileError) {
            return try Plan(savedJSON: value)
        } catch {
            let words =
                switch error.code {
                case .unsupportedVersion(let version):
                    "it has format version \(version), which this reeve does not know"
                case .invalid(let pointer): "'\(pointer)' is missing or not of its form"
                case .notSaved: "it was printed with -o json; only 'plan --out' saves what apply needs"
                case .digestMismatch: "it was changed after it was made"
                }
            context.fail("'\(paths[0])' is no plan that can be applied: \(words)", code: "plan.invalid")
            throw ExitStatus.invalidInput.exit
        }
    }

    /// Who approved: the one who answers on a terminal, or nobody with `--yes`.
    private func approval(of plan: Plan, isSaved: Bool, context: CommandContext) throws -> String? {
        if yes || isSaved { return nil }
        // Nobody can say yes to a plan that is not shown.
        guard output != .json else {
            throw ValidationError("-o json prints the result alone; add --yes, or apply a plan that 'plan --out' saved")
        }
        guard context.terminal.outputIsWhole else {
            context.fail(
                "the plan could not be shown, so nobody can approve it", code: "apply.not-approved",
                help: "use --yes, or save a plan with 'reeve plan --out FILE' and apply that")
            throw ExitStatus.refused.exit
        }
        guard let answer = context.terminal.ask("Apply these changes? Only 'yes' is a yes: ") else {
            context.fail(
                "nobody can be asked here", code: "apply.not-approved",
                help: "use --yes, or save a plan with 'reeve plan --out FILE' and apply that")
            throw ExitStatus.refused.exit
        }
        guard answer == "yes" else {
            context.terminal.note("Nothing was changed.")
            throw ExitStatus.refused.exit
        }
        return Operator.current().id + " (prompt)"
    }

    /// Puts the report in its place, where something was applied; returns what went wrong.
    private func place(_ files: ApplyReport, _ outcome: ApplyOutcome) -> String? {
        guard case .applied(let serial, _) = outcome else {
            files.discard()
            return nil
        }
        let problem = files.place(serial: serial)
        if problem != nil { files.discard() }
        return problem
    }

    /// The result of `-o json`: one document, in which the plan is named by its digest; `plan -o json` prints plans.
    private func writeJSON(_ outcome: ApplyOutcome, _ sealed: SealedPlan, _ terminal: Terminal) {
        guard output == .json else { return }
        let summary = sealed.plan.summary
        let (word, serial): (String, Int64?) =
            switch outcome {
            case .unchanged: ("unchanged", nil)
            case .alreadyApplied(let serial): ("already-applied", serial)
            case .applied(let serial, _): ("applied", serial)
            }
        let isApplied = word == "applied"
        terminal.json([
            "added": JSONValue(isApplied ? summary.added : 0), "changed": JSONValue(isApplied ? summary.changed : 0),
            "destroyed": JSONValue(isApplied ? summary.destroyed : 0), "outcome": .string(word),
            "pins": JSONValue(isApplied ? sealed.plan.pins.count : 0),
            "plan_digest": .string(sealed.digest.description), "revision": serial.map { JSONValue($0) } ?? .null,
        ])
    }

    private func write(_ outcome: ApplyOutcome, sealed: SealedPlan, terminal: Terminal) {
        guard output != .json else { return writeJSON(outcome, sealed, terminal) }
        switch outcome {
        case .unchanged: terminal.line("No changes.")
        case .alreadyApplied(let serial):
            terminal.line("This plan was applied before, as revision \(serial). Nothing was changed.")
        case .applied(let serial, _):
            let summary = sealed.plan.summary
            var words =
                "Applied as revision \(serial): \(summary.added) added, \(summary.changed) changed, \(summary.destroyed) destroyed"
            if !sealed.plan.pins.isEmpty { words += ", \(sealed.plan.pins.count) pins" }
            terminal.line(words + ".")
        }
    }

    private func report(_ error: ApplyError, context: CommandContext) -> ExitCode {
        switch error.code {
        case .invalid(let diagnostics): context.report(diagnostics, sources: context.sources)
        case .guarded(let guards):
            for found in guards {
                context.fail(
                    (found.key.map { "\($0) " } ?? "") + found.detail,
                    code: DiagnosticCode("plan." + found.cause.rawValue),
                    help: found.isLiftedByConfirmation ? found.key.map { "add --confirm \($0)" } : nil)
            }
            context.terminal.errorLine("Nothing was changed.")
        case .conflicts(let conflicts):
            for conflict in conflicts {
                context.fail(
                    "\(conflict.key) is in conflict: \(conflict.cause.rawValue)"
                        + (conflict.owner.map { ", owned by set '\($0)'" } ?? ""),
                    code: "plan.conflict",
                    help: "take the manifest's value with --take, drop the field, or match the stored value")
            }
        case .stale(let key):
            context.fail("\(key) has changed since the plan was made", code: "plan.stale", help: "make the plan anew")
        case .store(let error): return context.report(error)
        }
        return ExitCode(error.exitClass.rawValue)
    }
}
