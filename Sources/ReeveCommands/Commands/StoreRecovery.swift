import ArgumentParser
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

struct StoreAcceptRestoreCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept-restore",
        abstract: "Go on with a store that is behind its checkpoint, or went another way.",
        discussion: """
            What the lost entries tell of was done all the same: a call that they hold may be made again. The checkpoint is
            moved aside and stays as evidence, and the audit log says who accepted what.
            """)

    static let scopeUse = ScopeUse.refused("the store is one for every scope")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let kept = try context.readCheckpoint()
        try await context.withStore(.create, acceptsMismatch: true) { store in
            guard let found = try await context.mismatch(of: store, kept: kept) else {
                if form.isJSON { return context.terminal.json(["accepted": false]) }
                context.terminal.line("The store fits its checkpoint; there is nothing to accept.")
                return
            }
            let now = Composition.now()
            let head = try await store.read { rows throws(StoreError) in try rows.head() }
            let who = Operator.current()
            var event = AuditEvent(id: "", time: now, type: .storeRestored, actor: who.actor)
            event.source = who.source
            event.outcome = "succeeded"
            event.context = [
                "checkpoint_origin": .string(found.kept.origin), "checkpoint_root": .string(found.kept.root.hex),
                "checkpoint_size": JSONValue(Int64(clamping: found.kept.size)), "kind": .string(found.kind.name),
                "size": JSONValue(Int64(clamping: found.size)),
            ]
            // The event is durable before the evidence moves: whoever is interrupted here accepts again.
            try await store.appendAudit([event])
            let place = try context.checkpointFile(head.storeID).setAside(found.kept, at: now)
            let unsigned = await UnsignedLog.sign(store, context: context)
            if form.isJSON {
                context.terminal.json([
                    "accepted": true, "checkpoint": .string(place),
                    "checkpoint_size": JSONValue(Int64(clamping: found.kept.size)),
                    "kind": .string(found.kind.name), "size": JSONValue(Int64(clamping: found.size)),
                ])
            } else {
                context.terminal.line("Accepted: \(found.message).")
                if found.kept.size > found.size {
                    context.terminal.line(
                        "Lost: entries \(found.size) to \(found.kept.size - 1). What they tell of was done and is not known here."
                    )
                }
                context.terminal.line("The former checkpoint is \(place).")
            }
            if let unsigned { throw unsigned.tell(context) }
        }
    }
}

struct StoreNewKeyCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-key", abstract: "Sign with a new key where the former one is lost for good.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let key = CheckpointKeyFile(store: Composition.storePath(of: context.project))
        guard !key.isThere else {
            context.fail(
                "the key '\(key.path)' is there", code: "key.exists", help: "a key that is there is never replaced")
            throw ExitStatus.refused.exit
        }
        try await context.withStore(.write, acceptsMismatch: true) { store in
            let last = try await store.read { rows throws(StoreError) in try rows.lastCheckpoint() }
            if let last { try await context.replaceKey(of: store, last: last) }
            try await Composition.sign(store, context: context)
            if form.isJSON { return context.terminal.json(["key": .string(key.path + ".pub")]) }
            context.terminal.line("A new key signs from here on: \(key.path).pub")
            context.terminal.line("'audit verify' needs the former one too, with --key.")
        }
    }
}

struct StoreRepairCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Make objects and pins that another program changed such that an apply can write them anew.",
        discussion: """
            'reeve plan' sees by itself what another program changed. This is for the rest: rows that a failing disk \
            changed, rows that no apply wrote, objects that are gone and that no manifest declares. Nothing comes back by \
            it: plan and apply afterwards. Runs and results stay as they are found. The audit log says who did it, and \
            what was done.
            """)

    static let scopeUse = ScopeUse.refused("the store is one for every scope")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        try await context.withStore(.write) { store in
            let now = Composition.now()
            let who = Operator.current()
            var event = AuditEvent(id: "", time: now, type: .storeRepaired, actor: who.actor)
            event.source = who.source
            event.subject = who.id
            event.outcome = "succeeded"
            let repair = try await store.repair(by: event)
            let unsigned = repair.isEmpty ? nil : await UnsignedLog.sign(store, context: context)
            if form.isJSON {
                context.terminal.json(Self.json(repair))
            } else {
                Self.write(repair, to: context.terminal)
            }
            if let unsigned { throw unsigned.tell(context) }
        }
    }

    private static func json(_ repair: StoreRepair) -> JSONValue {
        [
            "gone": JSONValue(repair.gone), "marked": JSONValue(repair.marked.map(\.description)),
            "pins": JSONValue(repair.pins.map(\.path)), "removed": JSONValue(repair.removed.map(\.description)),
        ]
    }

    private static func write(_ repair: StoreRepair, to terminal: Terminal) {
        guard !repair.isEmpty else { return terminal.line("All objects and pins are as reeve wrote them.") }
        let lists: [(String, [String])] = [
            ("for the next apply to write anew", repair.marked.map(\.description)),
            ("removed, for no apply wrote it", repair.removed.map(\.description)),
            ("gone, and logged as that", repair.gone), ("pin removed", repair.pins.map(\.path)),
        ]
        for (what, names) in lists {
            for name in names { terminal.line("\(TerminalText.escaped(name)): \(what)") }
        }
        terminal.line("'reeve plan' shows what is to be applied now.")
    }
}
