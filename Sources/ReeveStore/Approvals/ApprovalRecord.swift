package import ReeveJSON
package import ReeveModel

/// One request for an approval, as stored (the view `approvals`).
///
/// A request never changes what it asks for. Where that moves, the request is void and another one is made.
package struct ApprovalRecord: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// One call with its exact input.
        case call
        /// A list of calls that a task proposes.
        case proposal
        /// A task before its first question.
        case task
    }

    package var id: ULID
    package var run: ULID
    /// Names the call or the proposal within a task; nil for the one call of a tool run.
    package var call: String?
    package var kind: Kind
    package var status: ApprovalStatus
    /// Over everything that is bound: run, agent, calls with their exact input, pins, deciding rules, window.
    package var digest: ContentDigest
    /// What is bound, in the form that is shown; canonical JSON, redacted.
    package var document: String
    package var createdAt: Timestamp
    /// From then on it allows nothing.
    package var expiresAt: Timestamp
    /// When it was rejected, used, void or expired; nil before.
    package var endedAt: Timestamp?
    /// False where other hands have changed the row or one of its votes. Nothing is then decided by it.
    package var isIntact = true

    package init(
        id: ULID, run: ULID, call: String? = nil, kind: Kind = .call, status: ApprovalStatus = .pending,
        digest: ContentDigest, document: String, createdAt: Timestamp, expiresAt: Timestamp, endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.run = run
        self.call = call
        self.kind = kind
        self.status = status
        self.digest = digest
        self.document = document
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
    }

    /// The status at a moment: an open request whose time is over allows nothing, also before a worker has noticed.
    package func status(at now: Timestamp) -> ApprovalStatus { status.isOpen && now >= expiresAt ? .expired : status }
}
