import ReeveJSON
import ReeveModel
import ReeveStore

/// Which definition each call that was sent was made of.
///
/// A pinned call was made of its pin: the gate compares them just before it sends. Any other call was made of the newest
/// definition that a sync had brought by then.
struct CalledTools {
    private struct Call {
        let address: ToolAddress
        let pin: ContentDigest?
        let sentAt: Timestamp
    }

    private var calls: [String: [Call]] = [:]

    init(of runs: [RunEntry]) {
        for run in runs {
            for exchange in run.conversation?.exchanges ?? [] where exchange.row.status != .failed {
                guard exchange.row.kind == .call, let address = exchange.row.tool.flatMap({ ToolAddress($0) }) else {
                    continue
                }
                calls[address.unversioned, default: []].append(
                    Call(address: address, pin: exchange.pin, sentAt: exchange.row.startedAt))
            }
            guard let text = run.record.assignment.tool, let address = ToolAddress(text) else { continue }
            for attempt in run.attempts {
                guard let sentAt = attempt.record.startedAt else { continue }
                calls[address.unversioned, default: []].append(
                    Call(address: address, pin: run.record.usage.pinDigest, sentAt: sentAt))
            }
        }
    }

    /// Sorted by address, then version.
    func entries(_ batch: BatchRecord, reading rows: any StoreReading) throws(StoreError) -> [ToolEntry] {
        var entries: [ToolEntry] = []
        for (_, calls) in calls.sorted(by: { $0.key < $1.key }) {
            guard let address = calls.first?.address else { continue }
            let known = try rows.toolDefinitions(
                ToolFilter(
                    organization: batch.organization, environment: batch.environment,
                    connection: address.connection, tool: address.tool, currentOnly: false))
            var counts: [ULID: (calls: Int, isPinned: Bool)] = [:]
            for call in calls {
                guard let definition = CalledTools.definition(of: call, among: known) else { continue }
                let isPinned = call.pin == definition.digest
                let before = counts[definition.id] ?? (0, false)
                counts[definition.id] = (before.calls + 1, before.isPinned || isPinned)
            }
            let connection = try rows.connectionStatus(
                organization: batch.organization, environment: batch.environment, connection: address.connection)
            let server = [connection?.serverName, connection?.serverVersion].compactMap { $0 }
            for definition in known {
                guard let count = counts[definition.id] else { continue }
                entries.append(
                    ToolEntry(
                        address: definition.address, version: definition.version, digest: definition.digest,
                        calls: count.calls, isPinned: count.isPinned, status: definition.status,
                        server: server.isEmpty ? nil : server.joined(separator: " ")))
            }
        }
        return entries.sorted { ($0.address, $0.version) < ($1.address, $1.version) }
    }

    private static func definition(of call: Call, among known: [ToolDefinition]) -> ToolDefinition? {
        if let pin = call.pin { return known.first { $0.digest == pin } }
        if let version = call.address.version { return known.first { $0.version == version } }
        let earlier = known.filter { $0.syncedAt <= call.sentAt }
        return earlier.max { $0.syncedAt < $1.syncedAt } ?? known.first(where: \.isCurrent)
    }
}
