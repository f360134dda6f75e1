package import ReeveJSON
package import ReeveModel

// The fields of a run by their bare names, until every use names the part that holds them.
extension RunRecord {
    package var batch: ULID {
        get { identity.batch }
        set { identity.batch = newValue }
    }
    package var organization: String {
        get { identity.organization }
        set { identity.organization = newValue }
    }
    package var environment: String {
        get { identity.environment }
        set { identity.environment = newValue }
    }
    package var queue: String {
        get { identity.queue }
        set { identity.queue = newValue }
    }
    package var item: String {
        get { identity.item }
        set { identity.item = newValue }
    }
    package var cell: String? {
        get { identity.cell }
        set { identity.cell = newValue }
    }
    package var kind: RunRecord.Kind {
        get { identity.kind }
        set { identity.kind = newValue }
    }
    package var title: String? {
        get { identity.title }
        set { identity.title = newValue }
    }
    package var description: String? {
        get { identity.description }
        set { identity.description = newValue }
    }
    package var priority: Int {
        get { identity.priority }
        set { identity.priority = newValue }
    }
    package var isIdempotent: Bool {
        get { identity.isIdempotent }
        set { identity.isIdempotent = newValue }
    }
    package var hasReadBack: Bool {
        get { identity.hasReadBack }
        set { identity.hasReadBack = newValue }
    }
    package var team: String? {
        get { identity.team }
        set { identity.team = newValue }
    }
    package var role: String? {
        get { identity.role }
        set { identity.role = newValue }
    }
    package var parentRun: ULID? {
        get { identity.parentRun }
        set { identity.parentRun = newValue }
    }
    package var retryOf: ULID? {
        get { identity.retryOf }
        set { identity.retryOf = newValue }
    }
    package var depth: Int {
        get { identity.depth }
        set { identity.depth = newValue }
    }
    package var effectID: String {
        get { identity.effectID }
        set { identity.effectID = newValue }
    }
    package var createdAt: Timestamp {
        get { identity.createdAt }
        set { identity.createdAt = newValue }
    }
    package var agent: String? {
        get { assignment.agent }
        set { assignment.agent = newValue }
    }
    package var tool: String? {
        get { assignment.tool }
        set { assignment.tool = newValue }
    }
    package var curatedTool: String? {
        get { assignment.curatedTool }
        set { assignment.curatedTool = newValue }
    }
    package var assignedWorker: String? {
        get { assignment.assignedWorker }
        set { assignment.assignedWorker = newValue }
    }
    package var status: RunStatus {
        get { state.status }
        set { state.status = newValue }
    }
    package var reason: RunReason? {
        get { state.reason }
        set { state.reason = newValue }
    }
    package var errorText: String? {
        get { state.errorText }
        set { state.errorText = newValue }
    }
    package var dueAt: Timestamp? {
        get { state.dueAt }
        set { state.dueAt = newValue }
    }
    package var readyAt: Timestamp? {
        get { state.readyAt }
        set { state.readyAt = newValue }
    }
    package var startedAt: Timestamp? {
        get { state.startedAt }
        set { state.startedAt = newValue }
    }
    package var endedAt: Timestamp? {
        get { state.endedAt }
        set { state.endedAt = newValue }
    }
    package var attempts: Int {
        get { state.attempts }
        set { state.attempts = newValue }
    }
    package var claims: Int {
        get { state.claims }
        set { state.claims = newValue }
    }
    package var rescues: Int {
        get { state.rescues }
        set { state.rescues = newValue }
    }
    package var epoch: Int64 {
        get { state.epoch }
        set { state.epoch = newValue }
    }
    package var worker: String? {
        get { state.worker }
        set { state.worker = newValue }
    }
    package var isInDoubt: Bool {
        get { state.isInDoubt }
        set { state.isInDoubt = newValue }
    }
    package var cancelRequestedAt: Timestamp? {
        get { state.cancelRequestedAt }
        set { state.cancelRequestedAt = newValue }
    }
    package var skipCause: ULID? {
        get { state.skipCause }
        set { state.skipCause = newValue }
    }
    package var supersededBy: ULID? {
        get { state.supersededBy }
        set { state.supersededBy = newValue }
    }
    package var isExpected: Bool {
        get { state.isExpected }
        set { state.isExpected = newValue }
    }
    package var archivedAt: Timestamp? {
        get { state.archivedAt }
        set { state.archivedAt = newValue }
    }
    package var resultDigest: ContentDigest? {
        get { usage.resultDigest }
        set { usage.resultDigest = newValue }
    }
    package var exitCode: Int? {
        get { usage.exitCode }
        set { usage.exitCode = newValue }
    }
    package var templateVersion: String? {
        get { usage.templateVersion }
        set { usage.templateVersion = newValue }
    }
    package var templateSource: String? {
        get { usage.templateSource }
        set { usage.templateSource = newValue }
    }
    package var provider: String? {
        get { usage.provider }
        set { usage.provider = newValue }
    }
    package var model: String? {
        get { usage.model }
        set { usage.model = newValue }
    }
    package var tokensIn: Int64? {
        get { usage.tokensIn }
        set { usage.tokensIn = newValue }
    }
    package var tokensOut: Int64? {
        get { usage.tokensOut }
        set { usage.tokensOut = newValue }
    }
    package var cost: Int64? {
        get { usage.cost }
        set { usage.cost = newValue }
    }
    package var currency: String? {
        get { usage.currency }
        set { usage.currency = newValue }
    }
    package var policySetDigest: ContentDigest? {
        get { usage.policySetDigest }
        set { usage.policySetDigest = newValue }
    }
    package var pinDigest: ContentDigest? {
        get { usage.pinDigest }
        set { usage.pinDigest = newValue }
    }
}
