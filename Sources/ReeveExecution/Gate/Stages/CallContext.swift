package import ReeveModel
package import ReevePolicy
internal import ReeveStore

/// Where a call comes from: what policies may ask about besides its agent, its tool and its input.
package struct CallContext: Sendable, Hashable {
    package var origin: RequestOrigin
    /// Levels of delegation above the run; 0 for a run of a batch's item.
    package var depth = 0
    /// Whether the run has seen untrusted content.
    package var isTainted = false
    /// Calls that the run has made before this one.
    package var callsInRun = 0
    /// The tools that the task of the call may use; nil where only the agent's list counts.
    package var taskTools: GrantCheck.Allowance?
    /// The run whose task has delegated the run of this call.
    package var parentRun: ULID?

    /// The first call of a run that no other run has delegated.
    package init(origin: RequestOrigin) { self.origin = origin }

    /// The call of a tool run.
    init(_ run: RunRecord, origin: RequestOrigin) {
        self.origin = origin
        depth = run.identity.depth
        parentRun = run.identity.parentRun
    }
}
