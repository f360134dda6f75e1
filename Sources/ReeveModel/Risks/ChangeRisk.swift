/// Why a change deserves a second look; `requireApproval` names these.
package enum ChangeRisk: String, Sendable, Hashable, CaseIterable {
    /// Something may be done that could not be done before.
    case permissionWidened = "permission-widened"
    /// Somebody gets a role in a team, or a team may hold more.
    case teamWidened = "team-widened"
    case limitRaised = "limit-raised"
    case protectionRemoved = "protection-removed"
    /// Another command is started, or a command that was never started.
    case launchChanged = "launch-changed"
    /// What tasks ask a model goes to another place.
    case endpointChanged = "endpoint-changed"
    /// A secret is read from another place.
    case secretChanged = "secret-changed"
    /// The pinned definition of a tool changes.
    case toolChanged = "tool-changed"
    case delete
}
