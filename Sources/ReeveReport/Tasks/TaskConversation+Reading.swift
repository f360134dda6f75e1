import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveRedaction
import ReeveStore

extension TaskConversation {
    /// Reads the journal of a task.
    ///
    /// - Parameters:
    ///   - bytesMax: contents beyond so many bytes are left out, from the first that does not fit.
    ///   - events: the log's events of the run, which name the rules of denials.
    /// - Throws: ``StoreError``.
    package static func read(
        of run: ULID, reading rows: any StoreReading, redactor: Redactor = Redactor(), bytesMax: Int = .max,
        events: [AuditEvent] = []
    ) throws(StoreError) -> TaskConversation {
        let denials = Dictionary(grouping: events.filter { $0.type == .callDenied }, by: \.time)
        let pins = Dictionary(events.filter { $0.type == .callStarted }.map { ($0.time, $0) }) { first, _ in first }
        var conversation = TaskConversation(exchanges: [])
        for row in try rows.taskJournal(of: run) {
            var exchange = TaskExchange(row: row, content: .leftOut)
            exchange.row.content = ""
            if let stored = try StoredValue.load(row.content, reading: rows) {
                let value = redactor.redact(stored).value
                let size = value.canonicalBytes.count
                conversation.bytes += size
                exchange.isTainted = value["tainted"]?.bool == true
                if !conversation.isShortened, conversation.bytes <= bytesMax {
                    exchange.content = content(value, of: row)
                } else {
                    conversation.isShortened = true
                }
            }
            if row.kind == .call, row.status == .failed, let ended = row.endedAt {
                let denial = denials[ended]?.first { $0.target == "tool:" + (row.tool ?? "") }
                exchange.deniedBy = denial.flatMap { event in
                    let rules = RunEntry.Rules(event)
                    return rules.rules.isEmpty ? nil : rules
                }
            }
            if row.kind == .call { exchange.pin = pins[row.startedAt]?.pinDigest }
            conversation.exchanges.append(exchange)
        }
        return conversation
    }

    private static func content(_ value: JSONValue, of row: TaskEntry) -> TaskExchange.Content {
        switch row.kind {
        case .prompt:
            return .prompt(
                system: value["system"]?.string, user: value["user"]?.string ?? "",
                isRepair: value["repair"]?.bool == true)
        case .model where row.status == .done:
            let calls = (value["calls"]?.array ?? []).map { call in
                TaskExchange.Call(
                    tool: call["tool"]?.string ?? "", arguments: call["arguments"],
                    argumentsText: call["text"]?.string)
            }
            return .answer(
                text: value["text"]?.string ?? "", calls: calls, ending: value["ending"]?.string ?? "stop")
        case .model:
            return .noAnswer(code: value["code"]?.string, message: value["message"]?.string)
        case .call:
            let call = TaskExchange.Call(
                tool: row.tool ?? "", arguments: value["arguments"], argumentsText: value["argumentsText"]?.string)
            let result = value["text"]?.string.map { text in
                TaskExchange.Result(
                    text: text, isError: value["isError"]?.bool ?? false, reason: value["reason"]?.string)
            }
            return .call(call, result)
        }
    }
}

extension RunReportBuilder {
    /// The conversation of one task, with the rules of its denials.
    ///
    /// - Throws: ``StoreError``.
    package static func conversation(
        of run: ULID, reading rows: any StoreReading
    ) throws(StoreError) -> TaskConversation {
        try TaskConversation.read(of: run, reading: rows, events: try events(of: run, reading: rows))
    }

    /// The log's events of a run, in its order.
    static func events(of run: ULID, reading rows: any StoreReading) throws(StoreError) -> [AuditEvent] {
        var entries: [(sequence: Int64, event: AuditEvent)] = []
        try rows.everyAuditEntry(AuditFilter(run: run.text)) { entry in
            if let event = try? AuditEvent(decoding: entry.bytes) { entries.append((entry.sequence, event)) }
        }
        return entries.sorted { $0.sequence < $1.sequence }.map(\.event)
    }
}

extension RunEntry.Rules {
    /// The rules that an event names.
    init(_ event: AuditEvent) {
        self.init(
            policies: event.policyIDs ?? [], rules: event.ruleIDs ?? [],
            places: (event.context?["rules"]?.array ?? []).compactMap(\.string))
    }
}
