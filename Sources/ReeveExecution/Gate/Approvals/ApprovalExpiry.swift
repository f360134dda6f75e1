package import ReeveJSON
package import ReeveModel
internal import ReeveScheduler
package import ReeveStore

/// Ends the runs of requests that nobody has decided about in time. The runs end `denied`, with `approval.expired`.
///
/// Safe to repeat, and by several workers at once: each request is looked at again in the transaction that ends it. A
/// request that other hands have changed ends nothing.
package struct ApprovalExpiry: Sendable {
    /// A run that has ended by this.
    package struct Ended: Sendable {
        package let run: RunRecord
        package let effects: RunEffects
    }

    /// How many requests are read at once.
    private static let roundMax = 500

    private let store: any Store
    private let contexts: BatchContexts

    package init(store: any Store, contexts: BatchContexts) {
        self.store = store
        self.contexts = contexts
    }

    package func expire(now: Timestamp) async throws(ExecutionError) -> [Ended] {
        var ended: [Ended] = []
        var seen: Set<ULID> = []
        do {
            while true {
                let late = try await store.read { rows throws(StoreError) in
                    try rows.lateApprovals(now: now, limit: Self.roundMax)
                }
                let fresh = late.filter { $0.isIntact && seen.insert($0.id).inserted }
                for approval in fresh {
                    if let one = try await expire(approval, now: now) { ended.append(one) }
                }
                if fresh.isEmpty { return ended }
            }
        } catch let error as StoreError {
            throw ExecutionError(error)
        } catch let error as ExecutionError {
            throw error
        } catch {
            throw ExecutionError(.store, "\(error)")
        }
    }

    /// Ends one late request.
    ///
    /// - Returns: nil where it is not late, or somebody else was first.
    package func expire(_ approval: ApprovalRecord, now: Timestamp) async throws -> Ended? {
        guard let run = try await store.run(approval.run) else { return nil }
        let isExpected = try await Self.isExpected(.approvalExpired, of: run, contexts: contexts)
        let effects = try await store.write { rows throws(StoreError) in
            try rows.expireApproval(
                approval.id, errorText: ApprovalWords.expired(approval), isExpected: isExpected, now: now)
        }
        guard let effects, let run = try await store.run(approval.run) else { return nil }
        return Ended(run: run, effects: effects)
    }

    /// Whether the item of the run expects to be denied for this reason.
    package static func isExpected(
        _ reason: RunReason, of run: RunRecord, contexts: BatchContexts
    ) async throws(ExecutionError) -> Bool {
        let context = try await contexts.context(of: run.identity.batch)
        return context.items[run.identity.item]?.expectations.verdict(status: .denied, reason: reason).isExpected
            ?? false
    }
}
