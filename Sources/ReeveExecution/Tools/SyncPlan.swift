internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveStore

/// What a listing changes in the table of definitions; pure.
struct SyncPlan {
    let scope: ExecutionScope
    let connection: ExecutionScope.Connection
    let now: Timestamp
    /// The longest definition that is kept, in bytes.
    static let definitionBytesMax = 1 << 20
    private(set) var rows: [ToolDefinition] = []
    private(set) var entries: [ToolSyncReport.Entry] = []

    init(scope: ExecutionScope, connection: ExecutionScope.Connection, now: Timestamp) {
        self.scope = scope
        self.connection = connection
        self.now = now
    }

    /// - Parameter known: every version of every tool of the connection.
    mutating func compare(_ listed: [ListedTool], with known: [ToolDefinition], nextID: () -> ULID) {
        let versions = Dictionary(grouping: known, by: \.tool)
        let counts = Dictionary(listed.map { ($0.name, 1) }, uniquingKeysWith: +)
        var seen: Set<String> = []
        for tool in listed {
            guard seen.insert(tool.name).inserted else { continue }
            if let why = ToolFinding.nameDefect(of: tool.name, count: counts[tool.name] ?? 1) {
                refuse(tool.name, why, known: versions[tool.name] ?? [])
                continue
            }
            add(tool, known: versions[tool.name] ?? [], nextID: nextID)
        }
        for (name, rows) in versions where !seen.contains(name) {
            guard var current = rows.first(where: \.isCurrent), current.status != .vanished else { continue }
            current.status = .vanished
            current.syncedAt = now
            self.rows.append(current)
            entries.append(ToolSyncReport.Entry(tool: name, change: .vanished, digest: current.digest))
        }
        entries.sort { $0.tool < $1.tool }
    }

    /// The tool is not taken, and what was taken of it before is not called any more.
    private mutating func refuse(_ name: String, _ why: String, known: [ToolDefinition]) {
        entries.append(ToolSyncReport.Entry(tool: name, change: .failed(why), digest: nil))
        guard var current = known.first(where: \.isCurrent), current.status != .failed else { return }
        current.status = .failed
        current.syncedAt = now
        rows.append(current)
    }

    private mutating func add(_ tool: ListedTool, known: [ToolDefinition], nextID: () -> ULID) {
        let fingerprint = ToolFingerprint(tool.definition)
        let text = JSONValue.object(fingerprint.definition).canonicalText
        let address = connection.name + "/" + tool.name
        func note(_ change: ToolSyncReport.Change) {
            entries.append(ToolSyncReport.Entry(tool: tool.name, change: change, digest: fingerprint.digest))
        }
        guard text.utf8.count <= SyncPlan.definitionBytesMax else {
            note(.failed("the definition is too large"))
            return
        }
        func row(version: String, status: ToolDefinition.Status, isCurrent: Bool) -> ToolDefinition {
            let reused = known.first { !$0.isCurrent && $0.digest == fingerprint.digest && $0.status == .stale }
            return ToolDefinition(
                id: reused?.id ?? nextID(), organization: scope.organization, environment: scope.environment,
                connection: connection.name, tool: tool.name, version: reused?.version ?? version,
                digest: fingerprint.digest, definition: text, status: status, isCurrent: isCurrent, syncedAt: now)
        }
        let pin = scope.pins[address]
        guard let current = known.first(where: \.isCurrent) else {
            rows.append(row(version: "1.0.0", status: .synced, isCurrent: true))
            return note(.new)
        }
        guard current.isIntact else {
            // What stands there is not what a server said: this is written over it.
            let isAccepted = pin.map { $0 == fingerprint.digest } ?? !scope.rules.requirePins
            dropStale(known, except: nil)
            rows.append(
                ToolDefinition(
                    id: current.id, organization: scope.organization, environment: scope.environment,
                    connection: connection.name, tool: tool.name, version: current.version,
                    digest: fingerprint.digest, definition: text, status: isAccepted ? .synced : .stale,
                    isCurrent: true, syncedAt: now))
            return note(.new)
        }
        // A change that the server took back is no change any more.
        dropStale(known, except: fingerprint.digest)
        if current.digest == fingerprint.digest {
            var same = current
            same.status = .synced
            same.syncedAt = now
            if same.status != current.status || same.isCurrent != current.isCurrent { rows.append(same) }
            return note(.unchanged)
        }
        let old = (try? JSONParser.parse(current.definition)) ?? .null
        let verdict = DefinitionVerdict(from: old, to: .object(fingerprint.definition))
        let newest = known.map(\.version).max(by: SyncPlan.isOlder) ?? current.version
        let version = verdict.version(after: newest)
        // Where something is pinned, or has to be, only the pin accepts a change.
        let isAccepted = pin.map { $0 == fingerprint.digest } ?? !scope.rules.requirePins
        guard isAccepted else {
            var held = current
            held.status = .stale
            rows += [held, row(version: version, status: .stale, isCurrent: false)]
            return note(.stale(verdict))
        }
        var past = current
        past.isCurrent = false
        past.status = .synced
        let next = row(version: version, status: .synced, isCurrent: true)
        rows += [past, next]
        note(.changed(verdict, version: next.version))
    }

    private mutating func dropStale(_ known: [ToolDefinition], except digest: ContentDigest?) {
        for var row in known where !row.isCurrent && row.status == .stale && row.digest != digest {
            row.status = .vanished
            row.syncedAt = now
            rows.append(row)
        }
    }

    private static func isOlder(_ lhs: String, _ rhs: String) -> Bool {
        func parts(_ text: String) -> [Int] { text.split(separator: ".").compactMap { Int($0) } }
        return parts(lhs).lexicographicallyPrecedes(parts(rhs))
    }
}
