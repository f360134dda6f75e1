package import ReeveJSON
package import ReeveModel

/// One run as stored (the view `runs`).
///
/// A record from a listing has no ``content``. Read the single run to get it.
package struct RunRecord: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case toolRun = "tool_run"
        case task
    }

    package var identity: RunIdentity
    package var assignment: RunAssignment
    package var state: RunState
    package var usage = RunUsage()

    /// False where other hands have changed the row, or it is damaged. Nothing is then decided by it.
    package var isIntact = true

    /// The large parts; nil where they were not asked for.
    package var content: RunContent?

    /// A run as a submission writes it.
    package init(
        id: ULID, batch: ULID, organization: String, environment: String, queue: String = "default",
        item: String, cell: String? = nil, kind: Kind = .toolRun, title: String? = nil,
        description: String? = nil, priority: Int = 5, isIdempotent: Bool = false,
        hasReadBack: Bool = false, agent: String? = nil,
        tool: String? = nil, curatedTool: String? = nil, status: RunStatus = .ready, dueAt: Timestamp? = nil,
        effectID: String, createdAt: Timestamp, content: RunContent? = nil
    ) {
        identity = RunIdentity(
            id: id, batch: batch, organization: organization, environment: environment, queue: queue, item: item,
            cell: cell, kind: kind, title: title, description: description, priority: priority,
            isIdempotent: isIdempotent, hasReadBack: hasReadBack, effectID: effectID, createdAt: createdAt)
        assignment = RunAssignment(agent: agent, tool: tool, curatedTool: curatedTool)
        state = RunState(status: status, dueAt: dueAt, readyAt: status == .ready ? createdAt : nil)
        self.content = content
    }

    package var id: ULID { identity.id }

    /// From the first start to the end.
    package var duration: Duration? {
        guard let startedAt = state.startedAt, let endedAt = state.endedAt else { return nil }
        return endedAt.since(startedAt)
    }

    /// The item with its cell, as in `scan dock=east,shift=1`. Listings, reports and messages all use this form.
    package var label: String {
        identity.cell.map { $0.isEmpty ? identity.item : identity.item + " " + $0 } ?? identity.item
    }

    /// Whether the run counts as a failure of its batch.
    package var countsAsFailure: Bool { state.status.isFailure && !state.isExpected && state.supersededBy == nil }

    /// The place of the run in its line. One step of priority is worth a minute of waiting, so that no run waits for
    /// ever.
    package var claimRank: Int64 {
        (state.readyAt ?? identity.createdAt).microseconds + Int64(identity.priority) * 60_000_000
    }

    /// Whether a person may ask for a new run in place of this one.
    package var mayBeRetried: Bool {
        (state.status.isFailure || state.status == .cancelled) && state.supersededBy == nil
    }
}
