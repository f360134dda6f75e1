package import ReeveJSON
package import ReeveModel

/// A submission: runs that share a definition, a queue, limits and a deadline.
package struct BatchRecord: Sendable, Hashable {
    package var id: ULID
    package var organization: String
    package var environment: String
    /// The definition's name; `tools call` submits a batch of one, named for its tool.
    package var name: String
    package var queue: String
    package var status: BatchStatus
    /// The digest of the definition, frozen at submission.
    package var definitionDigest: ContentDigest
    /// Canonical JSON of the definition as submitted; large ones are payloads and this holds their reference.
    package var definition: String
    /// Makes the submission repeatable: the same key and ``requestDigest`` give the first batch.
    package var idempotencyKey: String?
    package var requestDigest: ContentDigest
    /// Runs at once.
    package var concurrency: Int
    /// 0 to 9, 0 first.
    package var priority: Int
    /// Failed runs that are borne; one more stops the batch. Nil bears all.
    package var maxFailures: Int?
    package var deadline: Timestamp?
    /// Who asked: `user:anna`.
    package var requester: Requester
    /// Canonical JSON of the trigger, budget, callbacks and places (``BatchPlaces``); the store does not look inside.
    package var attributes: String
    package var schedule: ULID?
    /// The instant of the schedule's fire.
    package var firedFor: Timestamp?
    package var createdAt: Timestamp
    package var endedAt: Timestamp?
    /// Set once nothing new of this batch may start; ``stopReason`` says why.
    package var stoppedAt: Timestamp?
    package var stopReason: BatchStopReason?
    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
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
