package import ReeveJSON
package import ReeveModel

/// Where a run is. Only ``RunTransition`` changes it.
package struct RunState: Sendable, Hashable {
    package var status: RunStatus
    package var reason: RunReason?
    package var errorText: String?
    /// Not claimed before: the `notBefore` of a scheduled run, the next attempt of a retryable one.
    package var dueAt: Timestamp?
    /// Since when the run may be claimed: when its needs were met, or the time of its next attempt.
    package var readyAt: Timestamp?
    /// When the first attempt passed the gate.
    package var startedAt: Timestamp?
    package var endedAt: Timestamp?
    /// Attempts that count against the retry limit.
    package var attempts = 0
    /// Claims so far, which number the attempts.
    package var claims = 0
    /// How often a worker of the run was lost.
    package var rescues = 0
    /// Grows with every claim; what fences old workers.
    package var epoch: Int64 = 0
    /// The worker of the last claim; nil while the run waits.
    package var worker: String?
    /// An earlier attempt may have had its effect; see ``EffectDoubt``.
    package var isInDoubt = false
    /// Set while the run is running and somebody wants it to stop.
    package var cancelRequestedAt: Timestamp?
    /// The upstream run that caused a skip.
    package var skipCause: ULID?
    /// The newer run of the same item; this run no longer counts.
    package var supersededBy: ULID?
    /// Ended as `expect` asked: counts as failed nowhere.
    package var isExpected = false
    package var archivedAt: Timestamp?
}
