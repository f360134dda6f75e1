package import ReeveJSON
package import ReeveModel

/// Where a run is. Only ``RunTransition`` changes it.
package struct RunState: Sendable, Hashable {
    package var status: RunStatus
    package var reason: RunReason?
    package var errorText: String?
    /// The run is not claimed before this time: the `notBefore` of a scheduled run, or the next attempt of a retryable
    /// one.
    package var dueAt: Timestamp?
    /// Since when the run may be claimed: the time at which its needs were met, or of its next attempt.
    package var readyAt: Timestamp?
    /// When the first attempt passed the gate.
    package var startedAt: Timestamp?
    package var endedAt: Timestamp?
    /// The attempts that count against the retry limit.
    package var attempts = 0
    /// How often the run was claimed. Claims number the attempts.
    package var claims = 0
    /// How often the run was taken back from a lost worker.
    package var rescues = 0
    /// Raised by every claim. A worker with an older epoch is fenced.
    package var epoch: Int64 = 0
    /// The worker of the last claim; nil while the run waits.
    package var worker: String?
    /// Whether an earlier attempt may have had its effect; see ``EffectDoubt``.
    package var isInDoubt = false
    /// When somebody asked the run to stop while it was running. Also set where a stop ends a waiting run that is in
    /// doubt. It is never set back.
    package var cancelRequestedAt: Timestamp?
    /// The upstream run that has caused the skip.
    package var skipCause: ULID?
    /// The newer run of the same item. This run then no longer counts.
    package var supersededBy: ULID?
    /// Whether the run ended as `expect` asked. Such an end counts as no failure.
    package var isExpected = false
    package var archivedAt: Timestamp?
}
