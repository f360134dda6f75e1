package import ReeveJSON
package import ReeveModel

/// What an apply records about itself, but for its serial.
package struct RevisionDraft: Sendable, Hashable {
    /// The set that was applied.
    package var set: String
    package var planID: ULID
    package var planDigest: ContentDigest
    package var inputDigest: ContentDigest?
    /// Who applied: `user:anna`, `os:NAME@HOST`.
    package var actor: String
    /// Who approved, and how: `user:bob (plan)`, `os:NAME@HOST (prompt)`; nil for `--yes`.
    package var approver: String?
    package var gitCommit: String?
    /// Canonical JSON, action to count.
    package var counts: String
    /// Canonical JSON of the changes with before and after, masked; as read with one revision, `[]` elsewhere.
    package var changes: String

    package init(
        set: String, planID: ULID, planDigest: ContentDigest, inputDigest: ContentDigest? = nil, actor: String,
        approver: String? = nil, gitCommit: String? = nil, counts: String = "{}", changes: String = "[]"
    ) {
        self.set = set
        self.planID = planID
        self.planDigest = planDigest
        self.inputDigest = inputDigest
        self.actor = actor
        self.approver = approver
        self.gitCommit = gitCommit
        self.counts = counts
        self.changes = changes
    }
}

/// One apply that changed something.
package struct Revision: Sendable, Hashable {
    /// The store's serial after it; without gaps.
    package var serial: Int64
    package var draft: RevisionDraft
    package var appliedAt: Timestamp

    package init(serial: Int64, draft: RevisionDraft, appliedAt: Timestamp) {
        self.serial = serial
        self.draft = draft
        self.appliedAt = appliedAt
    }
}

/// The pinned digest of a tool definition or of a connection's launch.
package struct Pin: Sendable, Hashable {
    package var target: PinTarget
    package var digest: ContentDigest
    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
    package var isIntact = true

    package init(target: PinTarget, digest: ContentDigest) {
        self.target = target
        self.digest = digest
    }
}

/// What a pin speaks of.
package struct PinTarget: Sendable, Hashable, Comparable {
    package var organization: String
    package var environment: String
    /// A connection's name, or a tool address `connection/tool`.
    package var address: String

    package init(organization: String, environment: String, address: String) {
        self.organization = organization
        self.environment = environment
        self.address = address
    }

    /// `acme/dev/files/read`.
    package var path: String { organization + "/" + environment + "/" + address }

    package static func < (lhs: PinTarget, rhs: PinTarget) -> Bool {
        (lhs.organization, lhs.environment, lhs.address) < (rhs.organization, rhs.environment, rhs.address)
    }
}

/// Sets a pin, or removes it where ``digest`` is nil.
package struct PinChange: Sendable, Hashable {
    package var target: PinTarget
    package var digest: ContentDigest?

    package init(target: PinTarget, digest: ContentDigest?) {
        self.target = target
        self.digest = digest
    }
}
