internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// What the log says about the rows beside it: the digest of each object, the pins, how each run ended.
///
/// A row that somebody changed and sealed anew contradicts the log. The log itself is covered by its checkpoints.
struct LoggedState {
    private enum Content {
        case digest(String)
        /// A scope above the object was renamed. The digest covers the name of the scope, so the log does not know the
        /// new digest.
        case unknown
    }

    private struct Run {
        var status: String
        var result: String?
    }

    private var objects: [String: Content] = [:]
    private var pins: String?
    private var runs: [String: Run] = [:]
    private struct Batch {
        var runs: Int
        var definition: String?
    }

    private var batches: [String: Batch] = [:]
    /// The runs that were retried by hand, and how many new runs each retry made.
    private var retries: [String: Int] = [:]
    private var approvals = LoggedApprovals()
    private var hasPruned = false
    private(set) var entryFlaws: [String] = []

    private static let flawsMax = 50

    mutating func add(_ entry: StoredAuditEntry) {
        if MerkleHash.leaf(entry.bytes) != entry.leafHash {
            note("audit_entry \(entry.sequence): its bytes do not give its leaf")
        }
        if let column = entry.differingColumn {
            note("audit_entry \(entry.sequence): column '\(column)' is not what the entry says")
        }
        guard let event = try? JSONParser.parse(entry.bytes), let type = event["event_type"]?.string else { return }
        if type.hasPrefix("object."), let path = event["object"]?.string {
            add(type, object: path, event["context"] ?? .null)
        } else if let run = event["run_id"]?.string, type == AuditEventType.runRetried.rawValue {
            retries[run] = event["context"]?["runs"]?.int
        } else if let run = event["run_id"]?.string, type.hasPrefix("run."), type != "run.late_result" {
            let outcome = event["outcome"]?.string
            // A finished run stays finished, so an event after its end without an outcome changes nothing.
            if outcome == nil, let known = runs[run], RunStatus(rawValue: known.status)?.isTerminal == true { return }
            runs[run] = Run(status: outcome ?? "running", result: event["context"]?["result_digest"]?.string)
        } else if type.hasPrefix("approval.") {
            approvals.add(event)
        } else if type == AuditEventType.planApplied.rawValue || type == AuditEventType.storeRepaired.rawValue {
            pins = event["context"]?["pins_digest"]?.string
        } else if type == AuditEventType.batchSubmitted.rawValue, let target = event["target"]?.string,
            let count = event["context"]?["runs"]?.int
        {
            batches[String(target.dropFirst("batch:".count))] = Batch(
                runs: count, definition: event["context"]?["definition"]?.string)
        } else if type == AuditEventType.runsPruned.rawValue {
            hasPruned = true
        }
    }

    /// Reads the whole log.
    init(_ rows: any StoreReading) throws(StoreError) {
        var next: Int64 = 0
        while true {
            let entries = try rows.indexedAuditEntries(from: next, limit: 4_096)
            for entry in entries { add(entry) }
            guard let last = entries.last else { break }
            next = last.sequence + 1
        }
    }

    private mutating func note(_ flaw: String) {
        if entryFlaws.count < Self.flawsMax { entryFlaws.append(flaw) }
    }

    private mutating func add(_ type: String, object path: String, _ context: JSONValue) {
        if let former = context["former_path"]?.string { rename(former, to: path) }
        if type == AuditEventType.objectDeleted.rawValue {
            objects[path] = nil
        } else if let digest = context["after_digest"]?.string {
            objects[path] = .digest(digest)
        }
    }

    private mutating func rename(_ former: String, to path: String) {
        objects[former] = nil
        guard let old = ScopePath(former), let new = ScopePath(path) else { return }
        for key in objects.keys where key.hasPrefix(old.prefix) {
            objects[key] = nil
            objects[new.prefix + key.dropFirst(old.prefix.count)] = .unknown
        }
    }

    /// The start of the paths of objects in an organization or environment that was renamed.
    private struct ScopePath {
        let prefix: String

        init?(_ path: String) {
            guard let scope = ObjectKey(path: path)?.ownScope else { return nil }
            prefix = scope.description + "/"
        }
    }

    func flaws(in rows: any StoreReading) throws(StoreError) -> [String] {
        let all = try objectFlaws(rows) + pinFlaws(rows) + runFlaws(rows)
        return all.count <= Self.flawsMax
            ? all : Array(all.prefix(Self.flawsMax)) + ["and \(all.count - Self.flawsMax) more"]
    }

    private func objectFlaws(_ rows: any StoreReading) throws(StoreError) -> [String] {
        var flaws: [String] = []
        var rest = objects
        for head in try rows.objectHeads(.all) {
            let path = head.key.description
            switch rest.removeValue(forKey: path) {
            case nil: flaws.append("object \(path): the log has no event of it")
            case .digest(let digest) where digest != head.digest.description:
                flaws.append("object \(path): it is not what was applied last")
            case .digest, .unknown: break
            }
        }
        return flaws + rest.keys.sorted().map { "object \($0): it is gone, and the log has no event of that" }
    }

    private func pinFlaws(_ rows: any StoreReading) throws(StoreError) -> [String] {
        guard let pins, try pins != PinDigest.of(rows.pins()).description else { return [] }
        return ["pin: the pins are not those that were applied last"]
    }

    private func runFlaws(_ rows: any StoreReading) throws(StoreError) -> [String] {
        var flaws: [String] = []
        for (id, logged) in runs.sorted(by: { $0.key < $1.key }) {
            guard let uid = ULID(id), let run = try rows.run(uid, withContent: false) else {
                if !hasPruned { flaws.append("run \(id): it is gone, and the log has no event of that") }
                continue
            }
            let isOver = RunStatus(rawValue: logged.status)?.isTerminal ?? false
            if isOver || run.state.status.isTerminal, run.state.status.rawValue != logged.status {
                flaws.append("run \(id): it is \(run.state.status.rawValue), and \(logged.status) by the log")
            }
            if let result = logged.result, result != run.usage.resultDigest?.description {
                flaws.append("run \(id): its result is not the one that the log tells of")
            }
        }
        return try flaws + approvals.flaws(in: rows, hasPruned: hasPruned) + batchFlaws(rows)
    }

    private func batchFlaws(_ rows: any StoreReading) throws(StoreError) -> [String] {
        var flaws: [String] = []
        var added: [ULID: Int] = [:]
        for (id, count) in retries {
            guard let uid = ULID(id), let run = try rows.run(uid, withContent: false) else { continue }
            added[run.identity.batch, default: 0] += count
        }
        var rest = batches
        try rows.everyBatch { batch throws(StoreError) in
            guard let logged = rest.removeValue(forKey: batch.id.text) else {
                flaws.append("batch \(batch.id): the log has no event of it")
                return
            }
            if let definition = logged.definition, definition != batch.definitionDigest.description {
                flaws.append("batch \(batch.id): its definition is not the one that was submitted")
            }
            let wanted = logged.runs + (added[batch.id] ?? 0)
            let found = try rows.runCount(RunFilter(batch: batch.id, includesArchived: true))
            if found > wanted { flaws.append("batch \(batch.id): it has runs of which the log has no event") }
            if found < wanted, !hasPruned { flaws.append("batch \(batch.id): some of its runs are gone") }
        }
        if !hasPruned {
            flaws += rest.keys.sorted().map { "batch \($0): it is gone, and the log has no event of that" }
        }
        return flaws
    }

    /// The paths of the objects that exist according to the log.
    var loggedPaths: Set<String> { Set(objects.keys) }
}
