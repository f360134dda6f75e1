internal import ReeveDiagnostics
internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
package import ReeveStore

/// Applies plans. It checks again what the plan promised, then writes everything in one transaction.
///
/// A second apply of the same plan changes nothing and says so. An empty plan writes nothing. A refused plan writes one
/// event.
package struct Applier: Sendable {
    private let store: any Store

    package init(store: any Store) { self.store = store }

    package func apply(_ plan: Plan, request: ApplyRequest) async throws(ApplyError) -> ApplyOutcome {
        try await apply(plan.sealed, request: request)
    }

    package func apply(_ sealed: SealedPlan, request: ApplyRequest) async throws(ApplyError) -> ApplyOutcome {
        let plan = sealed.plan
        do throws(StoreError) {
            let consumed = try await store.read { rows throws(StoreError) in
                (head: try rows.head(), serial: try rows.consumedPlan(plan.id))
            }
            if consumed.head.mayHaveTaken(planFor: plan.base.store), let serial = consumed.serial {
                return .alreadyApplied(serial: serial)
            }
        } catch {
            throw ApplyError(code: .store(error))
        }
        do throws(ApplyError) {
            return try await applyChecked(sealed, request: request)
        } catch {
            try await note(error, of: sealed, request: request)
            throw error
        }
    }

    private func applyChecked(_ sealed: SealedPlan, request: ApplyRequest) async throws(ApplyError) -> ApplyOutcome {
        let plan = sealed.plan
        let errors = plan.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw ApplyError(code: .invalid(errors)) }
        guard plan.conflicts.isEmpty else { throw ApplyError(code: .conflicts(plan.conflicts)) }
        if !plan.isEmpty {
            let snapshot: ObjectSnapshot
            do throws(StoreError) {
                snapshot = try await store.snapshot()
            } catch {
                throw ApplyError(code: .store(error))
            }
            guard snapshot.head.takes(planFor: plan.base.store) else {
                let error = StoreError(.wrongStore(expected: plan.base.store, found: snapshot.head.storeID))
                throw ApplyError(code: .store(error))
            }
            try check(plan, against: snapshot, request: request)
        }
        do throws(StoreError) {
            return try await store.apply(ChangeSetComposer(sealed, request: request).changeSet)
        } catch {
            throw ApplyError(code: .store(error))
        }
    }

    /// Compares the plan's picture of the store with the store, then asks every guard again.
    private func check(_ plan: Plan, against snapshot: ObjectSnapshot, request: ApplyRequest) throws(ApplyError) {
        var heads: [ObjectKey: ObjectHead] = [:]
        let touched = Set(plan.changes.lazy.filter { $0.before != nil }.map(\.key))
        var ownedCount = 0
        for head in snapshot.objects {
            if touched.contains(head.key) { heads[head.key] = head }
            if head.owningSet == plan.set { ownedCount += 1 }
        }
        var standing = plan.guards.filter { $0.cause != .needsConfirmation && $0.cause != .alwaysProtected }
        for change in plan.changes {
            guard let before = change.before else { continue }
            guard heads[change.key]?.digest == before.digest else { throw ApplyError(code: .stale(change.key)) }
            guard
                let cause = ProtectionRule(kind: change.kind).guardCause(
                    action: change.action, before: before, after: change.after)
            else { continue }
            if cause == .needsConfirmation, request.confirmed.contains(change.key) { continue }
            let words =
                cause == .needsConfirmation
                ? ProtectionRule(kind: change.kind).words(for: before) : "is protected"
            standing.append(PlanGuard(cause, key: change.key, detail: words))
        }
        let pruned = plan.changes.count { $0.action == .delete && $0.reason == .undeclared }
        standing.removeAll { $0.cause == .tooManyDeletes || $0.cause == .tooLargeShare }
        if pruned > request.maxDeletes {
            standing.append(
                PlanGuard(.tooManyDeletes, detail: "\(pruned) deletions are more than \(request.maxDeletes)"))
        }
        if pruned * 100 > ownedCount * request.maxDeleteShare {
            standing.append(
                PlanGuard(
                    .tooLargeShare,
                    detail: "\(pruned) of \(ownedCount) objects are more than \(request.maxDeleteShare) %"))
        }
        guard standing.isEmpty else { throw ApplyError(code: .guarded(standing)) }
    }

    /// Writes one event for a refusal. A mistake in a manifest or a failure of the store is no refusal and gets none.
    private func note(_ error: ApplyError, of sealed: SealedPlan, request: ApplyRequest) async throws(ApplyError) {
        guard error.isRefusal else { return }
        var event = AuditEvent(id: "", time: request.now, type: .planRefused, actor: request.actor)
        event.outcome = "refused"
        event.reasonCode = error.reasonCode
        event.context = [
            "plan_id": .string(sealed.plan.id.text), "plan_digest": .string(sealed.digest.description),
            "set": .string(sealed.plan.set),
        ]
        do throws(StoreError) {
            _ = try await store.appendAudit([event])
        } catch let failure {
            throw ApplyError(code: .store(failure))
        }
    }
}
