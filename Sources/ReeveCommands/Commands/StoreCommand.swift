import ArgumentParser
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Set up, inspect, check and back up the store.",
        subcommands: [
            StoreInitCommand.self, StoreInfoCommand.self, StoreCheckCommand.self, StoreBackupCommand.self,
            StoreAcceptRestoreCommand.self, StoreNewKeyCommand.self,
            StoreRepairCommand.self,
        ])
}

struct StoreInitCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the store where it is not there yet.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let info = try await context.withStore(.create) { store in try await store.info() }
        guard !form.isJSON else { return context.terminal.json(StoreInfoCommand.json(info)) }
        context.terminal.line(
            "\(info.engine) store \(info.place), id \(info.head.storeID), schema \(info.schemaVersion)")
    }
}

struct StoreInfoCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "info", abstract: "Show what the store is and holds.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let info = try await context.withStore(.read) { store in try await store.info() }
        guard !form.isJSON else { return context.terminal.json(Self.json(info)) }
        for (title, value) in [
            ("engine", "\(info.engine) \(info.engineVersion)"), ("place", info.place),
            ("size", "\(info.sizeBytes) bytes"),
            ("schema", String(info.schemaVersion)), ("store id", info.head.storeID.text),
            ("serial", String(info.head.serial)),
            ("audit entries", String(info.auditSize)),
        ] { context.terminal.line(title.padded(to: 18) + value) }
        for (name, count) in info.counts.sorted(by: { $0.key < $1.key }) where name != "audit_entries" {
            context.terminal.line(name.padded(to: 18) + String(count))
        }
    }

    static func json(_ info: StoreInfo) -> JSONValue {
        [
            "engine": .string(info.engine), "place": .string(info.place), "size_bytes": JSONValue(info.sizeBytes),
            "schema_version": JSONValue(info.schemaVersion), "engine_version": .string(info.engineVersion),
            "store_id": .string(info.head.storeID.text), "serial": JSONValue(info.head.serial),
            "audit_size": JSONValue(info.auditSize),
            "counts": .object(JSONObject(info.counts.map { .init(key: $0.key, value: JSONValue($0.value)) })),
        ]
    }
}

struct StoreCheckCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the stored bytes; reads everything.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let kept = try context.readCheckpoint()
        let flaws = try await context.withStore(.read, acceptsMismatch: true) { store in
            var flaws = try await store.integrityCheck()
            if let found = try await context.mismatch(of: store, kept: kept) { flaws.append(found.message) }
            do throws(StoreError) {
                return try await flaws + DigestCheck.flaws(in: store) + store.contradictionsOfLog()
            } catch {
                guard error.code == .corrupt else { throw error }
                return flaws + [error.detail]
            }
        }
        if form.isJSON {
            context.terminal.json(["flaws": JSONValue(flaws), "ok": .bool(flaws.isEmpty)])
            if !flaws.isEmpty { throw ExitStatus.runsFailed.exit }
            return
        }
        for flaw in flaws { context.terminal.line(flaw) }
        if !flaws.isEmpty { throw ExitStatus.runsFailed.exit }
        context.terminal.line("ok")
    }
}

struct StoreBackupCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a consistent copy while others work.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The file to write; it must not exist.", completion: .file()) var path: String

    func run() async throws {
        let context = try CommandContext(self)
        let path = path
        try await context.withStore(.read) { store in try await store.backup(to: path) }
        guard !form.isJSON else { return context.terminal.json(["path": .string(path)]) }
        context.terminal.line("wrote \(path)")
    }
}
