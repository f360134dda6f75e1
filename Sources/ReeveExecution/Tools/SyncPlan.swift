internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveStore

/// What a server's listing changes in the table of definitions. Pure.
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

    /// Does not take the tool. An older definition of the tool may not be called either from now on.
    private mutating func refuse(_ name: String, _ why: String, known: [ToolDefinition]) {
        entries.append(ToolSyncReport.Entry(tool: name, change: .failed(why), digest: nil))
        guard var current = known.first(where: \.isCurrent), current.status != .failed else { return }
        current.status = .failed
        current.syncedAt = now
        rows.append(current)
    }

    /// A tool as its server lists it now, beside its known versions.
    private struct Comparison {
        let tool: ListedTool
        let fingerprint: ToolFingerprint
        let text: String
        let known: [ToolDefinition]
        /// Whether the definition may be called. Where the tool is pinned, or the environment requires pins, only the
        /// pin accepts a change.
        let isAccepted: Bool
    }

    private mutating func add(_ tool: ListedTool, known: [ToolDefinition], nextID: () -> ULID) {
        let fingerprint = ToolFingerprint(tool.definition)
        let text = JSONValue.object(fingerprint.definition).canonicalText
        guard text.utf8.count <= SyncPlan.definitionBytesMax else {
            return note(tool, .failed("the definition is too large"), fingerprint.digest)
        }
        let pin = scope.pins[connection.name + "/" + tool.name]
        let comparison = Comparison(
            tool: tool, fingerprint: fingerprint, text: text, known: known,
            isAccepted: pin.map { $0 == fingerprint.digest } ?? !scope.rules.requirePins)
        guard let current = known.first(where: \.isCurrent) else {
            rows.append(row(comparison, version: "1.0.0", status: .synced, isCurrent: true, nextID: nextID))
            return note(tool, .new, fingerprint.digest)
        }
        guard current.isIntact else { return replace(current, by: comparison) }
        // Where the server has taken a change back, nothing waits for an approval any more.
        dropStale(known, except: fingerprint.digest)
        if current.digest == fingerprint.digest {
            keep(current)
            return note(tool, .unchanged, fingerprint.digest)
        }
        change(current, to: comparison, nextID: nextID)
    }

    private mutating func note(_ tool: ListedTool, _ change: ToolSyncReport.Change, _ digest: ContentDigest) {
        entries.append(ToolSyncReport.Entry(tool: tool.name, change: change, digest: digest))
    }

    /// A row for the definition that is listed now. Where a stale row has the same definition, the new row replaces it.
    private func row(
        _ comparison: Comparison, version: String, status: ToolDefinition.Status, isCurrent: Bool, nextID: () -> ULID
    ) -> ToolDefinition {
        let digest = comparison.fingerprint.digest
        let reused = comparison.known.first { !$0.isCurrent && $0.digest == digest && $0.status == .stale }
        return ToolDefinition(
            id: reused?.id ?? nextID(), organization: scope.organization, environment: scope.environment,
            connection: connection.name, tool: comparison.tool.name, version: reused?.version ?? version,
            digest: digest, definition: comparison.text, status: status, isCurrent: isCurrent, syncedAt: now)
    }

    /// The current row was changed by other hands. The definition that is listed now is written over it.
    private mutating func replace(_ current: ToolDefinition, by comparison: Comparison) {
        dropStale(comparison.known, except: nil)
        rows.append(
            ToolDefinition(
                id: current.id, organization: scope.organization, environment: scope.environment,
                connection: connection.name, tool: comparison.tool.name, version: current.version,
                digest: comparison.fingerprint.digest, definition: comparison.text,
                status: comparison.isAccepted ? .synced : .stale, isCurrent: true, syncedAt: now))
        note(comparison.tool, .new, comparison.fingerprint.digest)
    }

    private mutating func keep(_ current: ToolDefinition) {
        guard current.status != .synced else { return }
        var same = current
        same.status = .synced
        same.syncedAt = now
        rows.append(same)
    }

    private mutating func change(_ current: ToolDefinition, to comparison: Comparison, nextID: () -> ULID) {
        let old = (try? JSONParser.parse(current.definition)) ?? .null
        let verdict = DefinitionVerdict(from: old, to: .object(comparison.fingerprint.definition))
        let newest = comparison.known.map(\.version).max(by: SyncPlan.isOlder) ?? current.version
        let version = verdict.version(after: newest)
        guard comparison.isAccepted else {
            var held = current
            held.status = .stale
            rows += [held, row(comparison, version: version, status: .stale, isCurrent: false, nextID: nextID)]
            return note(comparison.tool, .stale(verdict), comparison.fingerprint.digest)
        }
        var past = current
        past.isCurrent = false
        past.status = .synced
        let next = row(comparison, version: version, status: .synced, isCurrent: true, nextID: nextID)
        rows += [past, next]
        note(comparison.tool, .changed(verdict, version: next.version), comparison.fingerprint.digest)
    }

    /// Takes back the changes that wait for an approval, except the one that the server still lists.
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
