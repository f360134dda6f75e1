import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// `pause`: holds back a queue, an organization, an agent or a provider. Runs that run go on, and ask a paused
/// provider's fallbacks from their next question on.
package struct PauseOperation: Sendable {
    package let kind: PauseTarget.Kind
    package let name: String
    package let reason: String

    package struct Outcome: Sendable {
        package let pause: Pause
        /// The pause of the same target that it replaces.
        package let previous: Pause?
        /// Runs that wait for it.
        package let held: Int
    }

    /// The longest reason, in characters.
    private static let reasonMax = 2_000

    package init(kind: PauseTarget.Kind, name: String, reason: String) {
        self.kind = kind
        self.name = name
        self.reason = reason
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        guard reason.contains(where: { !$0.isWhitespace }), reason.count <= Self.reasonMax else {
            throw .invalid(
                "a pause needs a reason of at most \(Self.reasonMax) characters", code: "pause.reason",
                help: "--reason TEXT")
        }
        return try await context.withStore(.write) { store in
            let target = try await PauseLookup.target(kind, name, store: store, in: context)
            let pause = Pause(target: target, actor: context.requester.id, reason: reason, since: context.now)
            let previous = try await store.read { rows throws(StoreError) in
                try rows.pauses().first { $0.target == target }
            }
            let event = AuditEvent(.pausePlaced, target, reason: reason, in: context)
            try await store.pause(pause, events: [event])
            let held = try await store.read { rows throws(StoreError) in
                try rows.heldRuns().first { $0.pause.target == target }?.count ?? 0
            }
            return Outcome(pause: pause, previous: previous, held: held)
        }
    }
}
