import ArgumentParser
import Glibc
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore

/// Options of every command that makes a plan.
struct PlanningOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Delete what this set owned and no longer declares; else as reeve.yaml says.")
    var prune: Bool?

    @Option(name: .customLong("max-deletes"), help: "The most that pruning deletes; else as reeve.yaml says.")
    var maxDeletes: Int?

    @Flag(help: "Take what other sets own, and the manifest's value in conflicts.")
    var take = false

    @Flag(name: .customLong("keep-drift"), help: "Leave what was changed by other hands.")
    var keepDrift = false

    @Option(help: ArgumentHelp("Only this object; may be repeated.", valueName: "path"), completion: Completions.paths)
    var target: [String] = []

    @Option(help: ArgumentHelp("Not this object; may be repeated.", valueName: "path"), completion: Completions.paths)
    var exclude: [String] = []

    @Option(
        name: [.customShort("l"), .long], help: ArgumentHelp("Only objects with these labels.", valueName: "selector"))
    var selector: String?

    @Option(
        help: ArgumentHelp("Only objects of this kind; may be repeated.", valueName: "kind"),
        completion: Completions.kindNames)
    var only: [String] = []

    func planOptions(
        project: Project, scope: NamedScope, now: Timestamp, inputIsPartial: Bool
    ) throws -> PlanOptions {
        var generator = ULID.Generator()
        var options = PlanOptions(
            set: project.spec.set, planID: generator.next(at: now), now: now, tool: "reeve \(Version.text)")
        options.prunes = prune ?? project.spec.prune
        options.maxDeletes = maxDeletes ?? project.spec.maxDeletes
        options.maxDeleteShare = project.spec.maxDeleteShare
        options.takes = take
        options.keepsDrift = keepDrift
        options.inputIsPartial = inputIsPartial
        options.selection.organization = scope.organization
        options.selection.environment = scope.environment
        options.selection.targets = target
        options.selection.excludes = exclude
        for text in selector?.split(separator: ",") ?? [] {
            guard let test = ReevePlanning.ObjectSelection.LabelTest(String(text)) else {
                throw ValidationError("-l takes key=value, not '\(text)'")
            }
            options.selection.labels.append(test)
        }
        for word in only {
            guard let kind = KindRegistry.standard.lookup(word) else {
                let nearest = NearestName.suggestion(
                    for: word, among: KindRegistry.standard.all.flatMap { [$0.kind, $0.plural] })
                throw ValidationError(
                    "there is no kind '\(word)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
            }
            options.selection.kinds.insert(kind.kind)
        }
        return options
    }
}

extension PlanningOptions {
    /// The options that shape a plan and can change nothing in one that was saved.
    var shaping: [String] {
        var names: [String] = []
        if prune != nil { names.append(prune == true ? "--prune" : "--no-prune") }
        if take { names.append("--take") }
        if keepDrift { names.append("--keep-drift") }
        if !target.isEmpty { names.append("--target") }
        if !exclude.isEmpty { names.append("--exclude") }
        if selector != nil { names.append("-l") }
        if !only.isEmpty { names.append("--only") }
        return names
    }
}

extension CommandContext {
    /// Reads the manifests and plans against the store; writes what is wrong.
    ///
    /// - Throws: Exit status 3 where the manifests or the lock file have mistakes; ``StoreError``.
    func makePlan(_ paths: [String], planning: PlanningOptions, store: any Store) async throws -> Plan {
        // The store is read beside the manifests; what is planned from is looked at again in one transaction.
        async let reading = store.snapshot()
        let set = await readManifests(paths)
        let stored: ObjectSnapshot
        do {
            stored = try await reading
        } catch {
            // Mistakes of the manifests come first, whatever is wrong with the store.
            if set.hasErrors { report(set.diagnostics, sources: set.sources) }
            throw set.hasErrors ? ExitStatus.invalidInput.exit : error
        }
        let isDefault = paths.isEmpty
        let wanted = try planning.planOptions(
            project: project, scope: scope, now: Composition.now(), inputIsPartial: !isDefault || set.objects.isEmpty)
        async let inputs = snapshot(of: store, for: set, options: wanted, early: stored)
        var mistakes = set.diagnostics + (await SetChecks.check(set))
        if mistakes.contains(where: { $0.code == "reference.unresolved" }) {
            // Something may be in the store only; its keys are read when a name is not found in the manifests.
            let stored = StoredKeys(stored.objects.lazy.map(\.key))
            mistakes = set.diagnostics + (await SetChecks.check(set, stored: stored))
        }
        mistakes += SetChecks.checkNames(set, stored: StoredKeys(stored.objects.lazy.map(\.key)))
        if !set.hasErrors {
            mistakes += try await store.read { rows throws(StoreError) in
                try BoundSubjectCheck.check(set, rows: rows, at: wanted.now)
            }
        }
        report(mistakes, sources: set.sources)
        if mistakes.contains(where: { $0.severity == .error }) {
            let count = mistakes.count { $0.severity == .error }
            terminal.errorLine("\(count) error\(count == 1 ? "" : "s"); nothing was planned.")
            throw ExitStatus.invalidInput.exit
        }
        try checkScope(among: stored.objects.map(\.key) + set.objects.map(\.key))
        noteScopeOfVariables()
        var options = wanted
        if isDefault { options.lock = try LockFile(project: project).read(context: self) }
        guard let (match, snapshot) = try await inputs else { throw ExitStatus.invalidInput.exit }
        var plan = try await Planner.plan(match, snapshot: snapshot, options: options).withAccess(
            store: store, now: options.now)
        let pins = snapshot.pins.pins.count
        if isDefault, options.lock == nil, pins > 0 {
            plan.notes.append(
                "reeve.lock is not there: \(pins == 1 ? "the pin" : "the \(pins) pins") of the store stay\(pins == 1 ? "s" : "") "
                    + "('reeve tools lock' writes the file anew)")
        }
        report(plan.diagnostics, sources: set.sources)
        if plan.hasErrors { throw ExitStatus.invalidInput.exit }
        return plan
    }

    /// What planning needs of the store; nil where the manifests cannot be planned anyway.
    private func snapshot(
        of store: any Store, for set: ManifestSet, options: PlanOptions, early: ObjectSnapshot
    ) async throws(StoreError) -> (DesiredMatch, StoreSnapshot)? {
        if set.hasErrors { return nil }
        return try await store.planningSnapshot(desired: set.objects, options: options, early: early)
    }
}

/// `reeve.lock` beside `reeve.yaml`.
struct LockFile {
    let path: String

    init(project: Project) { path = project.absolute("reeve.lock") }

    /// The pins; nil where there is no file.
    ///
    /// - Throws: Exit status 3 after the mistake was written.
    func read(context: CommandContext) throws -> ToolLock? {
        // One that cannot be looked at is not missing; reading it says why.
        if access(path, F_OK) != 0, errno == ENOENT { return nil }
        do {
            let source = try SourceText(readingFile: path, named: "reeve.lock")
            var lock = ToolLock()
            var reader = YAMLReader(source)
            while let document = reader.next() {
                if let first = document.diagnostics.first { throw first }
                guard let root = document.root else { continue }
                lock = try ToolLock(document.arena.json(of: root))
            }
            return lock
        } catch let diagnostic as Diagnostic {
            context.report([diagnostic], sources: context.sources)
        } catch let error as ToolLockError {
            context.fail(
                "reeve.lock is not of its form at '\(error.pointer)'", code: "lock.invalid",
                help: "write it anew with 'reeve tools lock', or take it from git")
        }
        throw ExitStatus.invalidInput.exit
    }
}

/// The commit that is checked out, read from the files of git; no process is started.
enum GitHead {
    static func commit(root: String) -> String? {
        guard let head = text(root + "/.git/HEAD") else { return nil }
        guard head.hasPrefix("ref: ") else { return valid(head) }
        let name = String(head.dropFirst(5))
        guard !name.contains("..") else { return nil }
        if let loose = text(root + "/.git/" + name) { return valid(loose) }
        for line in text(root + "/.git/packed-refs", limit: 1 << 20)?.split(separator: "\n") ?? []
        where line.hasSuffix(" " + name) {
            return valid(String(line.prefix(40)))
        }
        return nil
    }

    private static func text(_ path: String, limit: Int = 4_096) -> String? {
        guard let bytes = try? BoundedFile.read(path), bytes.count <= limit else { return nil }
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func valid(_ text: String) -> String? {
        Hex.decode(text) != nil && (text.utf8.count == 40 || text.utf8.count == 64) ? text : nil
    }
}
