extension DiagnosticCatalog {
    /// Codes of plans and of their application.
    static let planning: [Entry] = [
        Entry(
            "apply.not-approved", "nobody approved the plan and nobody can be asked",
            "use --yes, or save a plan with 'reeve plan --out FILE' and apply that"),
        Entry(
            "lock.invalid", "reeve.lock is not of its form",
            "take it from git, or write it anew with 'reeve tools lock'"),
        Entry("object.duplicate", "an object is declared twice in the input of a plan", "keep one of them"),
        Entry(
            "apply.report-not-written", "the changes were made, and their report could not be written",
            "make room or mend the folder's mode; 'reeve history' shows what was applied"),
        Entry(
            "plan.always-protected", "the object is protected as 'always'",
            "lower its protection in a plan of its own first"),
        Entry(
            "plan.conflict", "another set owns the object, or both manifest and store changed a field",
            "take the manifest's value with --take, drop the field, or match the stored value"),
        Entry(
            "plan.empty-input", "pruning was asked for with an input that declares nothing",
            "check the paths; delete the last objects by name"),
        Entry(
            "plan.invalid", "the file is no plan that can be applied",
            "save one with 'reeve plan --out FILE' and leave it as it is"),
        Entry(
            "plan.last-steward",
            "the platform would have no active admin any more, or an organization no active owner",
            "give somebody else the role first"),
        Entry("plan.needs-confirmation", "the object is protected as 'confirm'", "add --confirm with its path"),
        Entry(
            "plan.no-match", "an option that narrows a plan names nothing that is declared",
            "check the spelling; 'reeve export' and the manifests show paths and labels"),
        Entry("plan.not-saved", "the plan could not be written to the file of --out", "check the folder and its mode"),
        Entry(
            "plan.scope-not-empty", "an organization or environment would go, and objects in it would stay",
            "delete those first, those of other sets too, or rename it with renamedFrom"),
        Entry("plan.stale", "an object has changed since the plan was made", "make the plan anew"),
        Entry(
            "plan.still-referenced", "an object that stays refers to one that would go",
            "change or delete what refers to it first"),
        Entry(
            "plan.too-large-share", "pruning would delete a larger share of the set than allowed",
            "check the input; raise maxDeleteShare in reeve.yaml where it is meant"),
        Entry(
            "plan.too-many-deletes", "pruning would delete more objects than allowed",
            "check the input; use --max-deletes where it is meant"),
        Entry(
            "plan.unreadable-input", "pruning was asked for with an input that was read in part only",
            "mend the input first"),
        Entry("plan.wrong-store", "the plan was made for another store", "make the plan anew"),
        Entry("reference.cycle", "objects refer to each other in a circle", "remove one of the references"),
        Entry(
            "rename.cycle", "objects were renamed from each other in a circle, as in a swap of two names",
            "give one of them a third name, apply that, and rename it again"),
        Entry(
            "rename.left-behind", "an object is declared in a scope that is renamed, by its old name",
            "write the new name, in the document or under 'defaults' of reeve.yaml"),
        Entry(
            "rename.source-declared", "an object was renamed from one that is still declared",
            "remove renamedFrom, or the declaration of the old name"),
        Entry(
            "rename.source-shared", "two objects were renamed from the same one", "remove renamedFrom from one of them"),
        Entry(
            "rename.target-exists", "an object would get a name that another one has",
            "delete one of them first, or choose another name"),
        Entry("store.inconsistent", "an object went away while a plan was being made", "plan again"),
    ]

    /// Codes of stores and of single commands.
    static let commands: [Entry] = [
        Entry(
            "audit.key", "a key or checkpoint for the verification cannot be read",
            "name keys with --key and checkpoints with --since-checkpoint"),
        Entry(
            "audit.not-signed", "the audit log could not be signed",
            "mend what the message names, and run a command that writes"
        ),
        Entry("audit.unknown-event", "there is no such event", "'reeve audit list' shows ids and numbers"),
        Entry(
            "checkpoint.unreadable", "the checkpoint beside the store cannot be read",
            "put it back, from git for instance, or move it away"),
        Entry("history.unknown-revision", "there is no such revision", "'reeve history' lists them"),
        Entry(
            "object.ambiguous", "several objects have this kind and name",
            "choose one by its path, or with --organization and -e"),
        Entry(
            "batch.unfinished", "the command has ended and runs of its batch have not",
            "'reeve batches show' and 'reeve runs list --batch' show what they wait for; another command may work on them"
        ),
        Entry("key.exists", "the signing key is there and is not replaced", "nothing"),
        Entry(
            "key.lost", "the key that signed the audit log is gone",
            "put it back from a backup; 'reeve store new-key' goes on without it"),
        Entry("object.missing", "there is no such object", "'reeve get all' lists what there is"),
        Entry("object.unknown-kind", "there is no such kind", "'reeve explain' lists the kinds"),
        Entry(
            "run.not-retryable", "the run has not ended, did not fail, was made again already, or is a call by hand",
            "'reeve runs show' says what became of it; 'reeve tools call' makes a call by hand again"),
        Entry(
            "run.unknown-id", "no run or batch, or more than one, has this id or an id that ends so",
            "give an id, or at least its last six characters; 'reeve runs list' and 'reeve batches list' show them"),
        Entry(
            "store.behind", "the store has fewer audit entries than its checkpoint covers",
            "put the newer store back, or accept the loss with 'reeve store accept-restore'"),
        Entry("store.closed", "the store was closed while it was in use", "try again; report it if it comes back"),
        Entry("store.corrupt", "the store's file is damaged", "run 'reeve store check', and restore a backup"),
        Entry(
            "store.edited", "another program changed a row of the database that the work goes by",
            "'reeve plan' shows objects and pins, an apply writes them anew; 'reeve store check' has every row, and 'reeve store repair' is for what a plan does not see"
        ),
        Entry("store.exists", "what was to be made is there already", "use another name, or the one that is there"),
        Entry(
            "store.forked", "the store's audit log does not continue the one that its checkpoint covers",
            "put the right store back, or accept it with 'reeve store accept-restore'"),
        Entry("store.full", "the disk or the store is full; nothing was written", "make room and try again"),
        Entry(
            "store.illegal-transition", "a run or batch cannot go from its state to the one asked for",
            "look at its state with 'reeve runs show'"),
        Entry(
            "store.invalid-request", "the store refused a request as malformed, or for a row that contradicts it",
            "run 'reeve store check'; report it where that finds nothing"),
        Entry("store.io", "the store's file could not be read or written", "look at the disk and its messages"),
        Entry("store.key-conflict", "an idempotency key was used for another content", "use another key"),
        Entry(
            "store.lease-lost", "a run was taken over while this process worked on it", "nothing; the new owner ends it"
        ),
        Entry("store.locked", "another process holds the store's lock", "wait for it, or raise --lock-timeout"),
        Entry("store.missing", "the thing named is not in the store", "list what there is"),
        Entry(
            "store.needed-by-runs", "runs that have not ended need the object", "wait for them, or use --cancel-runs"),
        Entry("store.newer-version", "a newer reeve has migrated the store", "use that version"),
        Entry("store.not-a-database", "the file is not a store of reeve", "name another file with --store"),
        Entry("store.not-unique", "a value is taken by another object", "use another value"),
        Entry(
            "store.older-version", "the store must be migrated first",
            "run a command that writes, such as 'reeve apply'"),
        Entry("store.read-only", "the store's file or folder may not be written", "check owner and mode"),
        Entry(
            "store.referenced", "another object refers to the one to be deleted",
            "delete that first, or change what it refers to"),
        Entry("store.too-large", "a value is larger than the store takes", "make it smaller"),
    ]

    /// Codes of servers, tools and batches.
    static let working: [Entry] = [
        Entry(
            "input.secret", "a submission holds a literal of a secret's shape, or the value of a known secret",
            "write {fromSecret: env:NAME} in the input, or declare 'takesSecretText: true' in a Tool"),
        Entry("batch.invalid-expectation", "an expectation of a submission cannot be asked", "mend it at its place"),
        Entry(
            "batch.unknown-agent", "an item names an agent that the environment does not have",
            "mend the name, or apply the agent"),
        Entry(
            "batch.unknown-connection", "an item names a tool of a connection that the environment does not have",
            "mend the name, or apply the connection"),
        Entry(
            "task.unassignable", "nobody can be found for a task",
            "name an agent, or a team that has a member with the role"),
        Entry(
            "task.no-provider", "neither an item nor its agent names a model provider",
            "set 'provider' in the Agent or in the item"),
        Entry(
            "task.unknown-provider", "a task names a model provider that is not there",
            "mend the name, or apply the provider"),
        Entry(
            "task.unknown-template", "a task names a template that is not there", "mend the name, or apply the template"
        ),
        Entry("batch.unreadable", "a definition cannot be expanded into runs", "mend what the message names"),
        Entry("batch.duplicate-item", "two items of a batch have one name", "give one of them another name"),
        Entry("batch.file", "a matrix file is not below the project's folder", "move it there"),
        Entry(
            "batch.malformed-binding", "a binding in a batch is not of its form",
            "write fromMatrix: AXIS, or fromItem: ITEM with path"),
        Entry("batch.missing-file", "a matrix file could not be read", "check its path from the project's folder"),
        Entry("batch.no-cells", "the matrix of a batch leaves no cell", "give each axis a value; check 'exclude'"),
        Entry("batch.not-needed", "an item takes a value of one that it does not need", "add it to 'needs'"),
        Entry("batch.too-many-needs", "a batch has too many dependencies between runs", "split the batch"),
        Entry("batch.too-many-runs", "a batch has too many runs", "split the batch, or narrow its matrix"),
        Entry("input.invalid", "the input of a call does not follow the tool's schema", "mend it at the place shown"),
        Entry("batch.not-one", "run -f takes a file with one batch and nothing else", "split the file"),
        Entry(
            "connection.failed", "a server could not be started, asked or understood",
            "see the server's last lines; try 'reeve connection test'"),
        Entry("connection.unknown", "there is no such connection in the scope chosen", "see 'reeve get connections'"),
        Entry("pause.reason", "a pause has no reason, or a reason is too long", "give a short --reason"),
        Entry(
            "provider.failed", "a model provider did not answer as it should",
            "see the help line; 'reeve provider test' says more"),
        Entry("lock.not-written", "reeve.lock could not be written", "check the folder and its mode"),
        Entry(
            "policy.ambiguous-agent", "agents of several environments have this name",
            "choose one with --organization and -e"),
        Entry(
            "approval.contended", "the store kept changing while a vote was written", "try again"),
        Entry("approval.digest", "this is no digest", "'reeve approvals show' prints it"),
        Entry(
            "approval.moved", "the request binds something else than the digest that was given",
            "see what it binds with 'reeve approvals show'"),
        Entry("approval.reason", "a rejection has no reason, or a reason is too long", "give a short --reason"),
        Entry(
            "approval.refused", "you may not decide about the request, or it is decided, expired, used or void",
            "see 'reeve approvals show' for who may"),
        Entry(
            "policy.denied", "policy, scopes or an allow-list refuse the call",
            "see why with 'reeve policy evaluate --explain'"),
        Entry(
            "policy.unknown-subject", "there is no such user or service account", "see 'reeve get users'"),
        Entry(
            "filter.unknown",
            "an option of a listing names an agent, tool, item, queue, batch or text that nothing has",
            "mend the name; 'reeve get' and 'reeve tools list' show what there is"),
        Entry("policy.unknown-agent", "there is no such agent in the scope chosen", "see 'reeve get agents'"),
        Entry(
            "project.missing", "there is neither a project nor a store where the command was started",
            "use -C DIR, or start a project with 'reeve init'"),
        Entry(
            "queue.unknown", "nothing was or will be queued under this name",
            "use a queue of a Batch in the store, or 'default'"),
        Entry(
            "report.not-written", "the report of a batch could not be written",
            "make room or mend the folder's mode, then 'reeve report run'"),
        Entry(
            "scope.ambiguous", "the name stands in several environments",
            "choose one with --organization and -e"),
        Entry(
            "scope.mismatch", "a file belongs to another organization or environment than the options name",
            "leave the option out, or name the file that is meant"),
        Entry(
            "scope.unknown", "the store has no organization or environment of the name in an option",
            "'reeve get environments' lists them"),
        Entry(
            "secret.missing", "a secret reference has no value", "set the variable, or write the file, for this process"
        ),
        Entry(
            "store.address", "the text that names a store is not of the form scheme:place",
            "write sqlite:PATH"),
        Entry(
            "store.not-available", "the store is of a kind that this version does not serve", "write sqlite:PATH"),
        Entry("store.failed", "the store failed while work was done", "see the message; nothing half-done is kept"),
        Entry("store.unreadable-object", "a stored object is not in its normal form", "apply its manifest anew"),
        Entry("tools.empty", "a server lists no tools where it had some", "add --allow-empty where that is meant"),
        Entry("tools.unknown", "the tool was never synced here", "run 'reeve tools sync'"),
    ]
}
