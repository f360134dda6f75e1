package import ReeveJSON

/// A pause in force. It survives a restart.
package struct Pause: Sendable, Hashable {
    package var target: PauseTarget
    package var actor: String
    package var reason: String
    package var since: Timestamp

    package init(target: PauseTarget, actor: String, reason: String, since: Timestamp) {
        self.target = target
        self.actor = actor
        self.reason = reason
        self.since = since
    }
}
