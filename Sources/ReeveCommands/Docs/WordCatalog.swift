import ReeveModel

/// The meaning of words that commands and reports print, and of words in manifests that are no fields. For `reeve
/// explain WORD` and `docs/reference/words.md`.
///
/// A test compares the list with the names in the code that renderers print, so a new name needs an entry here.
package enum WordCatalog {
    package enum Group: String, Sendable, CaseIterable {
        case ideas = "Ideas"
        case bindings = "Bindings"
        case tests = "Tests of a value"
        case retry = "Retries"
        case plans = "Plans and history"
        case risks = "Risks of a plan"
        case runs = "Runs and batches"
        case attempts = "Attempts and steps"
        case stages = "Stages of the gate"
        case tools = "Tools and servers"
        case audit = "Findings in the audit log"
    }

    package struct Entry: Sendable, Hashable {
        package let word: String
        package let group: Group
        /// One or two sentences.
        package let meaning: String
        package let example: String?

        init(_ word: String, _ group: Group, _ meaning: String, example: String? = nil) {
            self.word = word
            self.group = group
            self.meaning = meaning
            self.example = example
        }
    }

    /// Sorted by group, and within a group in the order that is written here. A word may be in several groups.
    package static let all: [Entry] =
        ideas + bindings + tests + retry + plans + risks + runs + attempts + stages + tools + audit

    /// Finds a word. Case, blanks, `_` and `-` make no difference.
    package static func entries(_ word: String) -> [Entry] {
        let wanted = folded(word)
        return all.filter { folded($0.word) == wanted }
    }

    private static func folded(_ word: String) -> String {
        word.lowercased().replacing("_", with: "-").replacing(" ", with: "-")
    }

    private static func list(_ group: Group, _ words: KeyValuePairs<String, String>) -> [Entry] {
        words.map { Entry($0.key, group, $0.value) }
    }

    // MARK: What manifests say

    private static let bindings: [Entry] = [
        Entry(
            "bindings", .bindings,
            "a mapping that stands for a value. fromEnv, fromFile and fromVar are bound while manifests are read, in fields "
                + "that allow it; fromMatrix and fromItem are bound later, inside `input` of an item's toolRun and `variables` of its task."
        ),
        Entry(
            "fromMatrix", .bindings,
            "the value of this axis in the run's cell. It stands anywhere inside `input` of a toolRun or `variables` of a task, in lists and maps too, "
                + "as the whole value: text is never scanned.",
            example: "input: {repo_path: {fromMatrix: repo}}"),
        Entry(
            "fromItem", .bindings,
            "a part of the result of another item, taken when the run starts. `path` is a JSON Pointer into the result "
                + "document (`/content/0/text`, `/structuredContent/id`, `/isError`); without it, the whole document. The item "
                + "must be among `needs`. Cells are paired; an item with `once: true` gets the list of all cells' values.",
            example: "input: {text: {fromItem: log, path: /content/0/text}}"),
        Entry("fromFire", .bindings, "the instant of a schedule's fire; not available in this version."),
        Entry(
            "fromEnv", .bindings,
            "the value of an environment variable of the process that reads the manifests; with `default`, that where it is "
                + "absent. Not for secrets: those are references, env:NAME.",
            example: "timeout: {fromEnv: GIT_TIMEOUT, default: 30s}"),
        Entry(
            "fromFile", .bindings,
            "the text of a file below the project's folder, without its last line end. As an axis of a matrix: a value a line.",
            example: "matrix: {repo: {fromFile: jobs/repos.txt}}"),
        Entry(
            "fromVar", .bindings,
            "a value of `variables` in reeve.yaml, of REEVE_VAR_NAME, or of `--var NAME=VALUE`, the last of which wins.",
            example: "region: {fromVar: region}"),
    ]

    private static let tests: [Entry] =
        [
            Entry(
                "tests", .tests,
                "one test of one value, in `conditions.arguments` of a policy's rule and in `expect` of an item: exactly one of "
                    + argumentTests.map(\.name).joined(separator: ", ")
                    + ". What is missing meets no test but `present: false`; a value of another type meets none.",
                example: "arguments: {/max_count: {max: 50}}")
        ]
        + argumentTests.map { field in
            Entry(field.name, .tests, field.docs, example: testExamples[field.name])
        }

    /// The tests of a policy's arguments, from the description of the kind.
    package static let argumentTests: [Field] = {
        var shape = KindRegistry.standard.lookup(KindName.policy)?.shape
        for name in ["rules", "conditions", "arguments"] { shape = shape?.field(name)?.type.shape }
        return shape?.declaredFields ?? []
    }()

    private static let testExamples = [
        "equals": "/dry_run: {equals: true}", "in": "/branch: {in: [main, next]}", "notIn": "/branch: {notIn: [main]}",
        "matches": "/sha: {matches: \"^[0-9a-f]{40}$\"}", "startsWith": "/title: {startsWith: \"WIP\"}",
        "under": "/repo_path: {under: /srv/repos}", "min": "/count: {min: 1}", "max": "/max_count: {max: 50}",
        "maxLength": "/text: {maxLength: 500}", "present": "/force: {present: false}",
        "hostIn": "/url: {hostIn: [api.example.com]}",
    ]

    private static let retry = list(
        .retry,
        [
            "retry":
                "what is tried again, up to `retry.attempts` in all, with pauses that grow from `retry.min` to `retry.max`: a "
                + "server that cannot be reached or goes away before the call was sent (connection.failed), a time-out before it "
                + "was sent (timeout.attempt), a worker that was lost before it was sent (timeout.heartbeat), and \"not now\" "
                + "of a server, which does not count as an attempt. A call that was sent and not answered is repeated only where "
                + "the tool is `idempotent`, or its `readBack` shows that nothing happened. Everything else is final: denials, "
                + "invalid input, errors of the tool, failed expectations."
        ])

    // MARK: What commands print

    private static let ideas = list(
        .ideas,
        [
            "gate":
                "the one way to a tool: identity, pin, policy, input schema, approval, read-back, limits, budget, audit, call, "
                + "output. `runs steps` shows what each stage said.",
            "pin":
                "the digest of a tool's definition, or of what starts a connection, that reeve.lock holds and `apply` made "
                + "count. A call is made only while the server offers exactly that.",
            "cell":
                "one combination of the values of a batch's matrix, spelled `dock=east,shift=1`. Each item runs once "
                + "a cell.",
            "drift":
                "a difference between the store and what was last applied: somebody changed the object past the manifests.",
            "generation": "a number of an object that grows with each change; a plan is stale where it has moved.",
            "revision": "one apply that changed something; `reeve history` lists them by serial.",
            "set": "the manifests that own objects together: the name in reeve.yaml. Pruning deletes within it only.",
            "digest": "SHA-256 of the normal form: equal content has an equal digest, however it is written.",
            "trifecta":
                "private data, untrusted content and a way out, held by one agent together: what leaks by prompt "
                + "injection need all three. A tool has all traits that no Tool manifest takes from it.",
            "checkpoint":
                "the signed head of the audit log: who has one can tell whether the log was changed before it.",
            "effect-id":
                "the id that a call's effect can be found by at the server; it stays through attempts and retries.",
            "read-back": "a question by which a tool's effect can be told, declared as `readBack` of the Tool.",
            "default-limit": LimitSpec.defaultWords + ", where no Limit names the tool; see `reeve explain limit`.",
            "dirty": "of a commit: files that were applied were not as it has them.",
            "expected": "ended other than succeeded, as the item's `expect` asks; it counts as failed nowhere.",
            "superseded": """
            replaced by a newer run of the same item and cell, by `runs retry`; it no longer counts. The newer run acts on \
            behalf of the one who submitted the batch, whoever retried it.
            """,
        ])

    private static let plans = list(
        .plans,
        [
            "create": "a new object; `+`.", "update": "fields of an object change; `~`.",
            "delete": "an object goes; `-`.",
            "replace": "a field changed that cannot change in place: deleted and made anew; `-/+`.",
            "adopt": "an object that no set owned becomes this set's; `=`.",
            "rename": "the same object under another name, by `renamedFrom`; `>`.",
            "move": "the same object in another scope, with the organization or environment that was renamed.",
            "forget": "the set lets go of an object without deleting it; `.`.",
            "conflict":
                "another set owns the object, or manifest and store both changed a field; `--take` takes the manifest's.",
            "stale":
                "made for a state that is gone: a plan whose objects have changed since, or a tool that differs from its pin.",
            "protection":
                "`confirm`: deleted only with `--confirm PATH`; `always`: lowered first, in a plan of its own.",
        ])

    private static let risks = list(
        .risks,
        [
            "permission-widened": "somebody may do more than before: a rule, a binding, a scope or an allow-list grew.",
            "team-widened":
                "an agent gets a role in an active team, a team becomes active, or a team type allows more.",
            "limit-raised": "a limit, a budget or a cap of an agent's tasks lets more through.",
            "protection-removed": "a guard of an object, or a rule of an environment, was lowered.",
            "launch-changed": "another command, argument, variable or address starts the server.",
            "endpoint-changed": "what tasks ask a model goes to another place, or to another provider.",
            "secret-changed": "another secret is handed out, or to another server.",
            "tool-changed": "the pinned definition of a tool changed.",
            "delete": "an object goes, with what only it allowed or held.",
        ])

    private static let runs = list(
        .runs,
        [
            "pending": "its needs are not met yet.", "scheduled": "its time lies ahead.",
            "ready": "it may be claimed now.",
            "running": "a worker holds its lease.", "retryable": "an attempt failed; the next one has a time.",
            "awaiting_approval": "a person must decide; shown as parked.",
            "parked": "awaiting approval: it waits for a person, and holds no worker.",
            "suspended": "a person has put it aside.", "succeeded": "it ended well.",
            "failed": "it ended otherwise than asked; the reason says why.",
            "denied": "policy, scopes or an allow-list refused it; nothing was sent.",
            "cancelled": "somebody, or the end of its batch, stopped it before it did anything.",
            "skipped": "something that it needs did not end as asked.",
            "interrupted": "a call was sent and its effect is unknown; a person decides.",
            "open": "of a batch: something in it has not ended.",
            "max_failures": "the batch was stopped: more failures than `maxFailures` bears.",
            "deadline": "the batch was stopped: its deadline passed.",
            "finished": "of `needs`: ended, whatever the end.",
            "run": "with --dry-run: it would run.", "wait": "with --dry-run: it would wait for its time or its needs.",
            "refused": "with --dry-run: the gate would stop it for another reason than policy.",
            "passed": "of a report: all ended as they should.", "unfinished": "of a report: something has not ended.",
        ])

    private static let attempts = list(
        .attempts,
        [
            "lost": "of an attempt: its worker was lost, or came back too late.",
            "released": "of an attempt: given back without a result, to wait, or because the worker stops.",
            "info": "of a step: worth knowing.", "check": "of a step: a stage of the gate was passed.",
            "execution": "of a step: the call, or a question of its read-back, was sent.",
            "success": "of a step: it ended well.", "warning": "of a step: it did not end well and goes on.",
            "error": "of a step: it ended otherwise than asked.",
            "submission": "of a refusal: it was refused when it was submitted, and never queued.",
        ])

    private static let stages = list(
        .stages,
        [
            "resolve": "who calls what: agent, tool, connection.",
            "connection": "the definition is known, enabled and as pinned; the server is there.",
            "policy": "rules, scopes and allow-lists.", "input": "the arguments fit the tool's schema.",
            "approval": "a person has agreed, where a rule asks for that.",
            "read-back": "whether an earlier attempt had its effect.",
            "rate": "limits have room.", "budget": "the batch has some left.",
            "audit": "the entry is committed, before anything is sent.", "execute": "the call, under its time-out.",
            "output": "the answer fits the schema and the size, and is redacted.",
        ])

    private static let tools = list(
        .tools,
        [
            "synced": "taken from the server by the last sync.", "vanished": "no longer listed by the server.",
            "stale": "changed at the server since it was pinned; not called until reeve.lock accepts it.",
            "failed": "its definition could not be read.",
            "text-only": "of a change: title or description alone; a model reads them, so it is reviewed all the same.",
            "additive": "of a change: what was valid stays valid.",
            "breaking": "of a change: some input that was valid is not any more, or that cannot be told.",
            "annotation turned dangerous":
                "of a change: a hint that the tool only reads is gone, or one that it destroys has come.",
            "new": "of a sync: not known before.", "unchanged": "of a sync: as it was.",
            "changed": "of a sync: another definition was taken.", "pinned": "in reeve.lock, with this digest.",
            "differs": "in reeve.lock, with another digest.", "not-synced": "declared, and never taken from a server.",
            "unknown": "of a connection: never tested.", "ok": "it answered.", "fail": "it did not answer.",
        ])

    private static let audit = list(
        .audit,
        [
            "edited": "an entry is not what was logged; status 10.", "missing": "an entry is absent; status 11.",
            "reordered": "entries stand in another place; status 12.",
            "truncated": "the log ends before what was signed; status 13.",
            "forked": "two histories were signed that cannot be one; status 14.",
            "unsigned-tail": "the last entries have waited too long for a signature; status 15.",
            "wrong-key": "signed by a key that is not trusted; status 16.",
        ])
}
