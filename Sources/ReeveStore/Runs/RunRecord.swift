package import ReeveJSON
package import ReeveModel

/// One run as stored (the view `runs`).
///
/// A record of a listing has no ``content``; ask for it with the single run.
package struct RunRecord: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case toolRun = "tool_run"
        case task
    }

    // What it is; never changes.
    package var id: ULID
    package var batch: ULID
    package var organization: String
    package var environment: String
    package var queue: String
    package var item: String
    /// The name of the matrix cell, `repo=website,revision=HEAD`; nil without a matrix.
    package var cell: String?
    package var kind: Kind
    package var title: String?
    package var description: String?
    /// 0 to 9, 0 first.
    package var priority: Int
    /// May be repeated after an unknown effect.
    package var isIdempotent: Bool
    /// Its tool can tell whether an effect happened, as declared at the submission.
    package var hasReadBack: Bool
    package var team: String?
    package var role: String?
    /// The run whose task delegated this one.
    package var parentRun: ULID?
    package var retryOf: ULID?
    package var depth: Int
    /// Stays through attempts and retries.
    package var effectID: String
    package var createdAt: Timestamp

    // What may be assigned until it starts.
    package var agent: String?
    /// A tool address; a tool run has exactly one of ``tool`` and ``curatedTool``.
    package var tool: String?
    package var curatedTool: String?
    /// Only the worker of this name may claim it; nil lets anyone.
    package var assignedWorker: String?

    // Where it is.
    package var status: RunStatus
    package var reason: RunReason?
    package var errorText: String?
    /// Not claimed before: the `notBefore` of a scheduled run, the next attempt of a retryable one.
    package var dueAt: Timestamp?
    /// Since when it may be claimed: when its needs were met, or the time of its next attempt.
    package var readyAt: Timestamp?
    /// When the first attempt passed the gate.
    package var startedAt: Timestamp?
    package var endedAt: Timestamp?
    /// Attempts that count against the retry limit.
    package var attempts: Int
    /// Claims so far, which number the attempts.
    package var claims: Int
    /// How often its worker was lost.
    package var rescues: Int
    /// Grows with every claim; what fences old workers.
    package var epoch: Int64
    /// The worker of the last claim.
    package var worker: String?
    /// An earlier attempt may have had its effect: the next one begins with the tool's read-back, unless the tool is
    /// idempotent by then.
    package var isInDoubt: Bool
    /// Set while it runs and somebody wants it to stop.
    package var cancelRequestedAt: Timestamp?
    /// The upstream run that caused a skip.
    package var skipCause: ULID?
    /// The newer run of the same item; this one no longer counts.
    package var supersededBy: ULID?
    /// Ended as `expect` asked: counts as failed nowhere.
    package var isExpected: Bool
    package var archivedAt: Timestamp?

    // What it used and was decided by.
    package var resultDigest: ContentDigest?
    package var exitCode: Int?
    package var templateVersion: String?
    /// How the template was chosen.
    package var templateSource: String?
    package var provider: String?
    package var model: String?
    package var tokensIn: Int64?
    package var tokensOut: Int64?
    /// Micro-units of ``currency``.
    package var cost: Int64?
    package var currency: String?
    package var policySetDigest: ContentDigest?
    package var pinDigest: ContentDigest?

    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
    package var isIntact = true

    /// The large parts; nil where they were not asked for.
    package var content: RunContent?

    package init(
        id: ULID, batch: ULID, organization: String, environment: String, queue: String = "default",
        item: String, cell: String? = nil, kind: Kind = .toolRun, title: String? = nil,
        description: String? = nil, priority: Int = 5, isIdempotent: Bool = false,
        hasReadBack: Bool = false, agent: String? = nil,
        tool: String? = nil, curatedTool: String? = nil, status: RunStatus = .ready, dueAt: Timestamp? = nil,
        effectID: String, createdAt: Timestamp, content: RunContent? = nil
    ) {
        self.id = id
        self.batch = batch
        self.organization = organization
        self.environment = environment
        self.queue = queue
        self.item = item
        self.cell = cell
        self.kind = kind
        self.title = title
        self.description = description
        self.priority = priority
        self.isIdempotent = isIdempotent
        self.hasReadBack = hasReadBack
        depth = 0
        self.effectID = effectID
        self.createdAt = createdAt
        self.agent = agent
        self.tool = tool
        self.curatedTool = curatedTool
        self.status = status
        self.dueAt = dueAt
        readyAt = status == .ready ? createdAt : nil
        attempts = 0
        claims = 0
        rescues = 0
        epoch = 0
        isExpected = false
        isInDoubt = false
        self.content = content
    }

    /// From the first passing of the gate to the end.
    package var duration: Duration? {
        guard let startedAt, let endedAt else { return nil }
        return endedAt.since(startedAt)
    }

    /// The item with its cell, `scan dock=east,shift=1`: the one spelling, for listings, reports and messages.
    package var label: String { cell.map { $0.isEmpty ? item : item + " " + $0 } ?? item }

    /// Whether the run counts as a failure of its batch.
    package var countsAsFailure: Bool { status.isFailure && !isExpected && supersededBy == nil }

    /// Where the run stands in line: one step of priority is worth a minute of waiting, so nothing starves.
    package var claimRank: Int64 {
        (readyAt ?? createdAt).microseconds + Int64(priority) * 60_000_000
    }
}
