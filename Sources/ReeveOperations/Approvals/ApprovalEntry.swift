import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// A request for an approval with what belongs to it.
package struct ApprovalEntry: Sendable {
    package let approval: ApprovalRecord
    /// What is bound; nil where the row does not hold it.
    package let document: ApprovalDocument?
    package let votes: [ApprovalVote]
    package let run: RunRecord
    /// Who submitted the batch of the run.
    package let requester: Requester
    /// False where other hands have changed a row that a decision would go by.
    package let isIntact: Bool
    /// The status at the moment of the reading.
    package let status: ApprovalStatus

    /// - Throws: `missing` where the run or its batch is gone.
    init(_ approval: ApprovalRecord, in rows: any StoreReading, now: Timestamp) throws(StoreError) {
        guard let run = try rows.run(approval.run, withContent: false) else {
            throw StoreError(.missing(.run(approval.run)))
        }
        guard let batch = try rows.batch(run.identity.batch) else {
            throw StoreError(.missing(.batch(run.identity.batch)))
        }
        self.approval = approval
        self.run = run
        document = ApprovalDocument(approval.document)
        votes = try rows.votes(on: approval.id)
        requester = batch.requester
        isIntact =
            approval.isIntact && run.isIntact && batch.isIntact
            && document.map { $0.digest(of: approval) == approval.digest } ?? false
        status = approval.status(at: now)
    }

    /// The first row that other hands have changed.
    var editedItem: StoredItem { run.isIntact ? .approval(approval.id) : .run(run.id) }
}
