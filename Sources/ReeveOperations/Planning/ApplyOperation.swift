import ReeveDiagnostics
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore

/// `apply`: makes the store match the manifests, in one transaction, and writes the report of it.
package struct ApplyOperation: Sendable {
    package enum Input: Sendable {
        case manifests(PlanOperation)
        /// A plan from a file. It is applied unchanged.
        case saved(Plan)
    }

    /// Shows a plan before anything is written, and returns who approves it, and how. It is not called for an empty
    /// plan.
    ///
    /// A plan with conflicts is shown without a question, and then refused. To refuse the approval, throw an error of
    /// code `notApproved` or `refused`.
    package typealias Approval = @Sendable (SealedPlan) throws -> String?

    package struct Outcome: Sendable {
        package let plan: Plan
        package let sealed: SealedPlan?
        package let applied: ApplyOutcome
        /// Why the report of the apply was not written; nil where it was.
        package let reportProblem: String?
    }

    package let input: Input
    /// Objects whose protected change the caller agrees to.
    package var confirmed: Set<ObjectKey> = []
    /// The largest number of objects that one apply deletes; nil for that of `reeve.yaml`.
    package var maxDeletes: Int?
    /// Whether unfinished runs that need a deleted object are cancelled.
    package var cancelsRuns = false
    /// Nil where nobody is asked for an approval.
    package var approval: Approval?

    package init(_ input: Input) { self.input = input }

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<Outcome> {
        try await OperationError.wrapping {
            let reports = context.project.absolute(context.project.spec.reports) + "/apply"
            await ApplyReport.removeLeftovers(in: reports)
            var reviewed: Reviewed?
            // A missing store is made only when something is written into it. The question about the plan must not make
            // it.
            if case .manifests(let planning) = input, try !context.stores.isThere(context.project) {
                let found = try await context.withStore(.plan) { store in
                    let plan = try await planning.plan(against: store, in: context)
                    try await checkConfirmed(plan, store: store)
                    return plan
                }
                reviewed = try review(found)
                if let nothing = reviewed?.nothing { return nothing }
            }
            return try await context.withStore(.create) { [reviewed] store in
                let made: Reviewed
                if let reviewed {
                    made = reviewed
                } else {
                    made = try review(try await plan(against: store, in: context))
                }
                if let nothing = made.nothing { return nothing }
                return try await apply(made, to: store, reports: reports, in: context)
            }
        }
    }

    /// A plan that the caller has seen. What was shown or saved is applied unchanged, so that the approved digest is
    /// also the recorded one.
    private struct Reviewed: Sendable {
        let plan: Plan
        /// Nil where the plan is empty.
        let sealed: SealedPlan?
        let approver: String?

        /// The outcome where the plan is empty; nil for any other plan.
        var nothing: Signed<Outcome>? {
            guard sealed == nil else { return nil }
            return Signed(
                value: Outcome(plan: plan, sealed: nil, applied: .unchanged(serial: 0), reportProblem: nil),
                unsigned: nil)
        }
    }

    private func review(_ plan: Plan) throws -> Reviewed {
        guard !plan.isEmpty || !plan.conflicts.isEmpty else { return Reviewed(plan: plan, sealed: nil, approver: nil) }
        let sealed = plan.sealed
        return Reviewed(plan: plan, sealed: sealed, approver: try approval?(sealed))
    }

    private func plan(against store: any Store, in context: OperationContext) async throws -> Plan {
        let plan =
            switch input {
            case .saved(let plan): plan
            case .manifests(let planning): try await planning.plan(against: store, in: context)
            }
        try await checkConfirmed(plan, store: store)
        return plan
    }

    private func apply(
        _ made: Reviewed, to store: any Store, reports: String, in context: OperationContext
    ) async throws -> Signed<Outcome> {
        let sealed = made.sealed ?? made.plan.sealed
        let request = request(approver: made.approver, in: context)
        // The file of the plan is as large as what the store writes, so both are written at the same time.
        async let written = ApplyReport.write(sealed, folder: reports)
        let applied: ApplyOutcome
        do throws(ApplyError) {
            applied = try await Applier(store: store).apply(sealed, request: request)
        } catch {
            await written.discard()
            throw OperationError(.apply(error, sealed))
        }
        let problem = await written.settle(applied)
        return Signed(
            value: Outcome(plan: made.plan, sealed: sealed, applied: applied, reportProblem: problem),
            unsigned: await UnsignedLog.sign(store, in: context))
    }

    private func request(approver: String?, in context: OperationContext) -> ApplyRequest {
        let spec = context.project.spec
        var request = ApplyRequest(actor: context.requester.actor, now: context.now)
        request.approver = approver
        request.gitCommit = GitCommit.current(context)?.text
        request.confirmed = confirmed
        request.maxDeletes = maxDeletes ?? spec.maxDeletes
        request.maxDeleteShare = spec.maxDeleteShare
        request.cancelsRuns = cancelsRuns
        return request
    }

    /// Refuses `--confirm` of an object that is neither in the store nor in the plan.
    private func checkConfirmed(_ plan: Plan, store: any Store) async throws {
        guard !confirmed.isEmpty else { return }
        let planned = Set(plan.changes.flatMap { [$0.key, $0.finalKey] })
        for key in confirmed.subtracting(planned).sorted() {
            if try await store.object(key) != nil { continue }
            let nearest = NearestName.suggestion(
                for: key.description, among: planned.lazy.map(\.description).sorted())
            throw OperationError.invalid(
                "--confirm '\(key)' names no object of the store or the plan", code: "object.missing",
                help: nearest.map { "did you mean '\($0)'?" })
        }
    }
}
