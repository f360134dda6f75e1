/// What `--organization` and `-e` mean to a command.
///
/// Every command has to say. A command that reads the options and ignores them would act on objects that the user meant to
/// leave alone.
package enum ScopeUse: Sendable {
    /// The command works on the named scope alone; the store has to know both names.
    case narrows
    /// The command reads manifests, and works on the named scope alone. A name may be declared and not yet stored.
    case narrowsManifests
    /// The command has nothing to narrow, and refuses the options with this reason. `REEVE_ORGANIZATION` and
    /// `REEVE_ENVIRONMENT` are defaults of other commands, and are not refused.
    case refused(String)
}
