import ReeveModel
import ReeveStore

/// `approvals approve`: one person's approval. The run goes on once everybody who is asked for has approved.
package struct ApproveOperation: Sendable {
    /// The id of the request, or a part of it.
    package let approval: String
    package var reason: String?
    /// The digest that was shown. A request that binds something else is refused.
    package var digest: String?
    /// Who approves; nil for the requester of the operation.
    package var approver: Requester?

    package init(approval: String) { self.approval = approval }

    package func run(in context: OperationContext) async throws(OperationError) -> ApprovalDecision.Outcome {
        try await ApprovalDecision(
            approval: approval, verdict: .approve, reason: reason, digest: digest, person: approver
        ).run(in: context)
    }
}
