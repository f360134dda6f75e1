package import ReeveJSON
package import ReeveModel

/// A submission: runs that share a definition, a queue, limits and a deadline.
package struct BatchRecord: Sendable, Hashable {
    package var id: ULID
    package var organization: String
    package var environment: String
    /// The name of the definition. `tools call` submits a batch of one run, which is named for its tool.
    package var name: String
    package var queue: String
    package var status: BatchStatus
    /// The digest of the definition, which never changes after the submission.
    package var definitionDigest: ContentDigest
    /// Canonical JSON of the definition. Above 64 KiB it is a payload, and this text refers to it.
    package var definition: String
    /// Makes the submission repeatable: a second one with the same key and ``requestDigest`` gives the first batch.
    package var idempotencyKey: String?
    package var requestDigest: ContentDigest
    /// How many runs of the batch may run at once.
    package var concurrency: Int
    /// The priority from 0 to 9; 0 is first.
    package var priority: Int
    /// How many failed runs the batch bears. One more stops it. Nil: any number.
    package var maxFailures: Int?
    package var deadline: Timestamp?
    /// Who asked: `user:anna`.
    package var requester: Requester
    /// Canonical JSON of trigger, budget, callbacks and places (``BatchPlaces``). The store does not read it.
    package var attributes: String
    package var schedule: ULID?
    /// The time of the schedule that this batch was submitted for.
    package var firedFor: Timestamp?
    package var createdAt: Timestamp
    package var endedAt: Timestamp?
    /// Set when no new run of this batch may start any more; ``stopReason`` says why. A retry sets it back to nil.
    package var stoppedAt: Timestamp?
    package var stopReason: BatchStopReason?
    /// False where other hands have changed the row, or it is damaged. Nothing is then decided by it.
    package var isIntact = true

    package init(
        id: ULID, organization: String, environment: String, name: String, queue: String = "default",
        status: BatchStatus = .open, definitionDigest: ContentDigest, definition: String = "{}",
        idempotencyKey: String? = nil, requestDigest: ContentDigest? = nil, concurrency: Int = 4,
        priority: Int = 5, maxFailures: Int? = nil, deadline: Timestamp? = nil, requester: Requester,
        attributes: String = "{}", schedule: ULID? = nil, firedFor: Timestamp? = nil, createdAt: Timestamp,
        endedAt: Timestamp? = nil, stoppedAt: Timestamp? = nil, stopReason: BatchStopReason? = nil
    ) {
        self.id = id
        self.organization = organization
        self.environment = environment
        self.name = name
        self.queue = queue
        self.status = status
        self.definitionDigest = definitionDigest
        self.definition = definition
        self.idempotencyKey = idempotencyKey
        self.requestDigest = requestDigest ?? definitionDigest
        self.concurrency = concurrency
        self.priority = priority
        self.maxFailures = maxFailures
        self.deadline = deadline
        self.requester = requester
        self.attributes = attributes
        self.schedule = schedule
        self.firedFor = firedFor
        self.createdAt = createdAt
        self.endedAt = endedAt
        self.stoppedAt = stoppedAt
        self.stopReason = stopReason
    }
}
