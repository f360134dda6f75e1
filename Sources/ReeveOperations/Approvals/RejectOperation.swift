import ReeveModel
import ReeveStore

/// `approvals reject`: one person's no. The run ends `denied`.
package struct RejectOperation: Sendable {
    /// The id of the request, or a part of it.
    package let approval: String
    package let reason: String
    /// The digest that was shown. A request that binds something else is refused.
    package var digest: String?
    /// Who rejects; nil for the requester of the operation.
    package var approver: Requester?

    package init(approval: String, reason: String) {
        self.approval = approval
        self.reason = reason
    }

    package func run(in context: OperationContext) async throws(OperationError) -> ApprovalDecision.Outcome {
        try await ApprovalDecision(
            approval: approval, verdict: .reject, reason: reason, digest: digest, person: approver
        ).run(in: context)
    }
}
