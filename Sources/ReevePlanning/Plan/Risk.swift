/// Why a change deserves a second look; `requireApproval` names these.
package enum Risk: String, Sendable, Hashable, CaseIterable {
    /// Something may be done that could not be done before.
    case permissionWidened = "permission-widened"
    case limitRaised = "limit-raised"
    case protectionRemoved = "protection-removed"
    /// Another command is started, or a command that was never started.
    case launchChanged = "launch-changed"
    /// A secret is read from another place.
    case secretChanged = "secret-changed"
    /// The pinned definition of a tool changes.
    case toolChanged = "tool-changed"
    case delete
}

/// A risk of one change, with a few words that say what it is.
package struct PlannedRisk: Sendable, Hashable {
    package let risk: Risk
    package let detail: String

    package init(_ risk: Risk, _ detail: String) {
        self.risk = risk
        self.detail = detail
    }
}
