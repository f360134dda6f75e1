import ReeveAudit
import ReeveModel
import ReeveStore

/// `resume`: lifts a pause. Where there is none, nothing is written.
package struct ResumeOperation: Sendable {
    package let kind: PauseTarget.Kind
    package let name: String

    package struct Outcome: Sendable {
        package let kind: PauseTarget.Kind
        package let name: String
        /// The pause that was lifted; nil where there was none.
        package let lifted: Pause?
    }

    package init(kind: PauseTarget.Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await context.withStore(.write) { store in
            guard let pause = try await PauseLookup.pause(kind, name, store: store, in: context) else {
                return Outcome(kind: kind, name: name, lifted: nil)
            }
            let event = AuditEvent(.pauseLifted, pause.target, reason: pause.reason, in: context)
            let isLifted = try await store.resume(pause.target, events: [event])
            return Outcome(kind: kind, name: name, lifted: isLifted ? pause : nil)
        }
    }
}
