import ReeveDiagnostics
import ReeveModel
import ReeveStore

/// A store error in words.
struct StoreErrorText {
    let message: String
    let code: DiagnosticCode
    let help: String?

    // Long: one entry a code, so that a new code does not build without its words.
    init(_ error: StoreError) {
        let detail = error.underlying.map { " (\($0))" } ?? ""
        switch error.code {
        case .locked(let holder):
            let who = holder.holder ?? "another process"
            (message, code, help) = (
                "the store is locked by \(who) since \(holder.since)", "store.locked",
                "wait for it to end, or raise --lock-timeout"
            )
        case .readOnly:
            (message, code, help) = (
                "the store cannot be written: \(error.detail)\(detail)", "store.read-only",
                "check the owner and mode of the file and its folder"
            )
        case .full:
            (message, code, help) = (
                "the store has no space left: \(error.detail)\(detail)", "store.full",
                "nothing was written; make room and try again"
            )
        case .newerVersion(let found, let known):
            (message, code, help) = (
                "the store has version \(found), and this reeve knows up to \(known)", "store.newer-version",
                "use a newer reeve"
            )
        case .olderVersion(let found, let known):
            (message, code, help) = (
                "the store has version \(found), and this reeve needs \(known)", "store.older-version",
                "run a command that writes, such as 'reeve apply'; it migrates first"
            )
        case .notADatabase:
            (message, code, help) = (
                "the store is not a database of reeve: \(error.detail)\(detail)", "store.not-a-database",
                "name another file with --store"
            )
        case .corrupt:
            (message, code, help) = (
                "the store is damaged: \(error.detail)\(detail)", "store.corrupt",
                "run 'reeve store check', and restore a backup"
            )
        case .missing(.store(let place)):
            (message, code, help) = (
                "the store cannot be opened: \(place)\(detail)", "store.missing",
                "check the path; 'reeve store init' makes a store"
            )
        case .missing(let item):
            (message, code, help) = ("\(Self.words(item)) does not exist", "store.missing", nil)
        case .alreadyExists(let item):
            (message, code, help) = ("\(Self.words(item)) exists already", "store.exists", nil)
        case .wrongStore(StoreHead.noStoreID, let found):
            (message, code, help) = (
                "the plan was made before there was a store, and something was applied to the store \(found) since",
                "plan.wrong-store", "make the plan anew"
            )
        case .wrongStore(let expected, let found):
            (message, code, help) = (
                "the plan was made for the store \(expected), and this is \(found)", "plan.wrong-store",
                "make the plan anew"
            )
        case .staleGeneration(let key, let expected, let found):
            (message, code, help) = (
                "\(key) has changed since the plan was made (generation \(expected), now \(found))", "plan.stale",
                "make the plan anew"
            )
        case .uniqueViolation(let name, let value, let owner):
            (message, code, help) = (
                "'\(value)' is the \(name) of \(owner) already", "store.not-unique", nil
            )
        case .referenced(let key, let by):
            let names = by.prefix(3).map(\.description).joined(separator: ", ") + (by.count > 3 ? " and more" : "")
            (message, code, help) = (
                "\(key) is still referred to by \(names)", "store.referenced",
                "delete these first, or change what they refer to"
            )
        case .scopeNotEmpty(let key, let by):
            let names = by.prefix(3).map(\.description).joined(separator: ", ") + (by.count > 3 ? " and more" : "")
            (message, code, help) = (
                "\(key) still holds \(names)", "plan.scope-not-empty", "delete these first, or make the plan anew"
            )
        case .lastSteward(let organization):
            (message, code, help) = (
                organization.map { "\($0) would have no active owner any more" }
                    ?? "no active admin of the platform would be left", "plan.last-steward",
                "give somebody else the role first"
            )
        case .neededByRuns(let key, let runs):
            (message, code, help) = (
                "\(key) is needed by \(runs.count < 10 ? "" : "at least ")\(runs.count) runs that have not ended, such as \(runs.first.map(\.text) ?? "")",
                "store.needed-by-runs",
                "wait for them, or use --cancel-runs"
            )
        case .leaseLost(let run, let epoch):
            (message, code, help) = (
                "the lease of run \(run) (epoch \(epoch)) was lost", "store.lease-lost", nil
            )
        case .illegalTransition(let item, let from, let to):
            (message, code, help) = (
                "\(Self.words(item)) is \(from) and cannot become \(to)", "store.illegal-transition", nil
            )
        case .edited(let item):
            (message, code, help) = (
                "\(Self.words(item)) is not as reeve wrote it" + (error.detail.isEmpty ? "" : "; " + error.detail),
                "store.edited", "'reeve store check' has the rows"
            )
        case .idempotencyConflict(let key, let batch):
            (message, code, help) = (
                "the key '\(key)' was used for batch \(batch) with other content", "store.key-conflict",
                "use another key"
            )
        case .tooLarge(let limit):
            (message, code, help) = (
                "\(error.detail) is larger than \(limit) bytes", "store.too-large", nil
            )
        case .invalidRequest:
            (message, code, help) = (
                "the store refused it: \(error.detail)\(detail)", "store.invalid-request",
                "'reeve store check' shows whether a row contradicts another one"
            )
        case .closed: (message, code, help) = ("the store was closed", "store.closed", nil)
        case .ioFailure:
            (message, code, help) = ("the store failed: \(error.detail)\(detail)", "store.io", nil)
        }
    }

    private static func words(_ item: StoredItem) -> String {
        switch item {
        case .store(let place): "the store \(place)"
        case .object(let key): key.description
        case .batch(let id): "batch \(id)"
        case .run(let id): "run \(id)"
        case .approval(let id): "approval \(id)"
        case .attempt(let run, let number): "attempt \(number) of run \(run)"
        case .revision(let serial): "revision \(serial)"
        case .payload(let digest): "the payload \(digest)"
        case .auditEntry(let sequence): "audit entry \(sequence)"
        case .tool(let address): "tool \(address)"
        case .pause(let target): "the pause of \(target)"
        }
    }
}
