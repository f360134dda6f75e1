import ArgumentParser
import Glibc
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

extension CommandContext {
    /// Runs `body` on the project's store and closes it.
    ///
    /// - Throws: An exit status after a store error was written; what `body` throws.
    func withStore<Result>(
        _ mode: Composition.StoreMode, acceptsMismatch: Bool = false, _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let hasStore: Bool
        do {
            hasStore = try Composition.hasStore(project)
        } catch {
            throw report(error)
        }
        let kept = try acceptsMismatch ? nil : keptCheckpoint(mode, hasStore: hasStore)
        do {
            if mode != .create, !hasStore {
                if mode != .plan { throw missingStore() }
                if namesStore { terminal.note("there is no store at '\(project.spec.store)' yet") }
            }
            let terminal = terminal
            let store = logged(
                try await Composition.openStore(
                    project: project, mode: mode, lockTimeout: options.lockTimeout,
                    onLockWait: { holder in
                        let who = holder.holder ?? "another process"
                        terminal.errorLine("waiting for the store: locked by \(who) since \(holder.since)")
                    }), mode)
            do {
                if !acceptsMismatch { try await checkEvidence(of: store, mode, kept: kept) }
                try await checkScope(in: store)
                let result = try await body(store)
                await store.close()
                return result
            } catch {
                await store.close()
                throw error
            }
        } catch let error as StoreError {
            throw report(error)
        }
    }

    /// Ends a command that has to read more than the store where there is none.
    func requireStore() throws {
        do throws(StoreError) {
            if try Composition.hasStore(project) { return }
        } catch {
            throw report(error)
        }
        throw missingStore()
    }

    /// Says that there is nothing to work on: in the wrong folder most of all.
    private func missingStore() -> ExitCode {
        if project.hasFile || namesStore {
            fail(
                "there is no store at '\(project.spec.store)' yet", code: "store.missing",
                help: "'reeve apply' makes it from the manifests")
        } else {
            fail(
                "there is no reeve.yaml in \(project.root) or above it, and no store", code: "project.missing",
                help: "use -C DIR, or start a project with 'reeve init'")
        }
        return ExitStatus.invalidInput.exit
    }

    private func logged(_ store: any Store, _ mode: Composition.StoreMode) -> any Store {
        log.write(.info, "store-opened", ["store": Composition.storePath(of: project), "mode": "\(mode)"])
        return log.isOn(.debug) ? LoggedStore(store: store, log: log) : store
    }

    /// Writes a store error in words and gives the exit status that it has.
    func report(_ error: StoreError) -> ExitCode {
        let words = StoreErrorText(error)
        fail(words.message, code: words.code, help: words.help)
        return words.status.exit
    }
}

/// A store error in words.
struct StoreErrorText {
    let message: String
    let code: DiagnosticCode
    let help: String?
    let status: ExitStatus

    init(_ error: StoreError) {
        let detail = error.underlying.map { " (\($0))" } ?? ""
        switch error.code {
        case .locked(let holder):
            let who = holder.holder ?? "another process"
            (message, code, help, status) = (
                "the store is locked by \(who) since \(holder.since)", "store.locked",
                "wait for it to end, or raise --lock-timeout", .locked
            )
        case .readOnly:
            (message, code, help, status) = (
                "the store cannot be written: \(error.detail)\(detail)", "store.read-only",
                "check the owner and mode of the file and its folder", .failure
            )
        case .full:
            (message, code, help, status) = (
                "the store has no space left: \(error.detail)\(detail)", "store.full",
                "nothing was written; make room and try again", .failure
            )
        case .newerVersion(let found, let known):
            (message, code, help, status) = (
                "the store has version \(found), and this reeve knows up to \(known)", "store.newer-version",
                "use a newer reeve", .failure
            )
        case .olderVersion(let found, let known):
            (message, code, help, status) = (
                "the store has version \(found), and this reeve needs \(known)", "store.older-version",
                "run a command that writes, such as 'reeve apply'; it migrates first",
                .failure
            )
        case .notADatabase:
            (message, code, help, status) = (
                "the store is not a database of reeve: \(error.detail)\(detail)", "store.not-a-database",
                "name another file with --store", .failure
            )
        case .corrupt:
            (message, code, help, status) = (
                "the store is damaged: \(error.detail)\(detail)", "store.corrupt",
                "run 'reeve store check', and restore a backup", .failure
            )
        case .missing(.store(let place)):
            (message, code, help, status) = (
                "the store cannot be opened: \(place)\(detail)", "store.missing",
                "check the path; 'reeve store init' makes a store", .failure
            )
        case .missing(let item):
            (message, code, help, status) = ("\(Self.words(item)) does not exist", "store.missing", nil, .invalidInput)
        case .alreadyExists(let item):
            (message, code, help, status) = ("\(Self.words(item)) exists already", "store.exists", nil, .invalidInput)
        case .wrongStore(StoreHead.noStoreID, let found):
            (message, code, help, status) = (
                "the plan was made before there was a store, and something was applied to the store \(found) since",
                "plan.wrong-store", "make the plan anew", .conflict
            )
        case .wrongStore(let expected, let found):
            (message, code, help, status) = (
                "the plan was made for the store \(expected), and this is \(found)", "plan.wrong-store",
                "make the plan anew", .conflict
            )
        case .staleGeneration(let key, let expected, let found):
            (message, code, help, status) = (
                "\(key) has changed since the plan was made (generation \(expected), now \(found))", "plan.stale",
                "make the plan anew", .conflict
            )
        case .uniqueViolation(let name, let value, let owner):
            (message, code, help, status) = (
                "'\(value)' is the \(name) of \(owner) already", "store.not-unique", nil, .invalidInput
            )
        case .referenced(let key, let by):
            let names = by.prefix(3).map(\.description).joined(separator: ", ") + (by.count > 3 ? " and more" : "")
            (message, code, help, status) = (
                "\(key) is still referred to by \(names)", "store.referenced",
                "delete these first, or change what they refer to", .refused
            )
        case .scopeNotEmpty(let key, let by):
            let names = by.prefix(3).map(\.description).joined(separator: ", ") + (by.count > 3 ? " and more" : "")
            (message, code, help, status) = (
                "\(key) still holds \(names)", "plan.scope-not-empty", "delete these first, or make the plan anew",
                .refused
            )
        case .lastSteward(let organization):
            (message, code, help, status) = (
                organization.map { "\($0) would have no active owner any more" }
                    ?? "no active admin of the platform would be left", "plan.last-steward",
                "give somebody else the role first", .refused
            )
        case .neededByRuns(let key, let runs):
            (message, code, help, status) = (
                "\(key) is needed by \(runs.count < 10 ? "" : "at least ")\(runs.count) runs that have not ended, such as \(runs.first.map(\.text) ?? "")",
                "store.needed-by-runs",
                "wait for them, or use --cancel-runs", .refused
            )
        case .leaseLost(let run, let epoch):
            (message, code, help, status) = (
                "the lease of run \(run) (epoch \(epoch)) was lost", "store.lease-lost", nil, .failure
            )
        case .illegalTransition(let item, let from, let to):
            (message, code, help, status) = (
                "\(Self.words(item)) is \(from) and cannot become \(to)", "store.illegal-transition", nil, .invalidInput
            )
        case .edited(let item):
            (message, code, help, status) = (
                "\(Self.words(item)) is not as reeve wrote it" + (error.detail.isEmpty ? "" : "; " + error.detail),
                "store.edited", "'reeve store check' has the rows", .refused
            )
        case .idempotencyConflict(let key, let batch):
            (message, code, help, status) = (
                "the key '\(key)' was used for batch \(batch) with other content", "store.key-conflict",
                "use another key", .conflict
            )
        case .tooLarge(let limit):
            (message, code, help, status) = (
                "\(error.detail) is larger than \(limit) bytes", "store.too-large", nil, .invalidInput
            )
        case .invalidRequest:
            (message, code, help, status) = (
                "the store refused it: \(error.detail)\(detail)", "store.invalid-request",
                "'reeve store check' shows whether a row contradicts another one", .failure
            )
        case .closed: (message, code, help, status) = ("the store was closed", "store.closed", nil, .failure)
        case .ioFailure:
            (message, code, help, status) = ("the store failed: \(error.detail)\(detail)", "store.io", nil, .failure)
        }
    }

    private static func words(_ item: StoredItem) -> String {
        switch item {
        case .store(let place): "the store \(place)"
        case .object(let key): key.description
        case .batch(let id): "batch \(id)"
        case .run(let id): "run \(id)"
        case .attempt(let run, let number): "attempt \(number) of run \(run)"
        case .revision(let serial): "revision \(serial)"
        case .payload(let digest): "the payload \(digest)"
        case .auditEntry(let sequence): "audit entry \(sequence)"
        case .tool(let address): "tool \(address)"
        case .pause(let target): "the pause of \(target)"
        }
    }
}
