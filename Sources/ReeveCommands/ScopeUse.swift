/// What `--organization` and `-e` mean for a command.
///
/// Every command has to say so. A command that reads the options and ignores them would change objects that the user
/// wants to leave alone.
package enum ScopeUse: Sendable {
    /// The command works only on the named scope. Both names must be in the store.
    case narrows
    /// The command reads manifests and works only on the named scope. A name may be declared and not yet stored.
    case narrowsManifests
    /// The command has nothing to narrow, and refuses the options for this reason. `REEVE_ORGANIZATION` and
    /// `REEVE_ENVIRONMENT` are not refused, since they are defaults for other commands.
    case refused(String)
}
