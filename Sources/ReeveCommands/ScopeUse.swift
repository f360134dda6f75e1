/// What `--organization` and `-e` mean to a command. Every command says so: an option that is read and then ignored
/// would act on what the user meant to leave alone.
package enum ScopeUse: Sendable {
    /// The command works on the named scope alone; the store has to know both names.
    case narrows
    /// The same for commands that read manifests, where a name may be declared and not yet stored.
    case narrowsManifests
    /// The command has nothing to narrow, and refuses the options with this reason. The variables of the environment
    /// are defaults for other commands, and do not concern it.
    case refused(String)
}
