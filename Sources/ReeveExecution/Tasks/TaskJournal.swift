internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReeveStore

/// The journal of a task as the loop reads it: the conversation so far, and what comes next.
///
/// The journal is the only memory of the loop. A worker that takes the task up after a kill reads the same entries and
/// goes on at the same place.
struct TaskJournal: Sendable {
    struct Entry: Sendable {
        var row: TaskEntry
        var content: JSONValue
    }

    private(set) var entries: [Entry]

    /// - Throws: ``StoreError`` where content is missing or damaged.
    static func load(_ run: ULID, from store: any Store) async throws(StoreError) -> TaskJournal {
        try await store.read { rows throws(StoreError) in
            var entries: [Entry] = []
            for row in try rows.taskJournal(of: run) {
                entries.append(Entry(row: row, content: try StoredContent.load(row.content, from: rows)))
            }
            return TaskJournal(entries: entries)
        }
    }

    var isIntact: Bool { entries.allSatisfy(\.row.isIntact) }
    var isEmpty: Bool { entries.isEmpty }
    var nextOrdinal: Int { (entries.last?.row.ordinal ?? 0) + 1 }

    /// Adds an entry, or puts it in the place of the one with its number.
    mutating func put(_ row: TaskEntry, _ content: JSONValue) {
        if let index = entries.lastIndex(where: { $0.row.ordinal == row.ordinal }) {
            entries[index] = Entry(row: row, content: content)
        } else {
            entries.append(Entry(row: row, content: content))
        }
    }

    // MARK: What comes next

    enum Step: Sendable {
        /// The prompt is not written yet.
        case begin
        /// The model is to be asked.
        case ask
        /// The model has asked for this call.
        case call(ModelToolCall)
        /// The model has given an answer without calls.
        case judge(ModelAnswer)
        /// A worker was lost while the model was asked.
        case lostQuestion(Entry)
        /// A worker was lost in this call.
        case lostCall(Entry, ModelToolCall)
    }

    var next: Step {
        guard let last = entries.last else { return .begin }
        if last.row.status == .announced {
            switch last.row.kind {
            case .model: return .lostQuestion(last)
            case .call:
                if let call = pendingCalls.first { return .lostCall(last, call) }
            case .prompt: break
            }
        }
        guard let answer = openAnswer else { return .ask }
        if let call = pendingCalls.first { return .call(call) }
        return answer.calls.isEmpty ? .judge(answer) : .ask
    }

    /// The model's last answer, where nothing was said to the model since.
    private var openAnswer: ModelAnswer? { openQuestion.map { TaskContent.answer($0.content, of: $0.row) } }

    /// The entry of that answer.
    var openQuestion: Entry? {
        for entry in entries.reversed() {
            switch entry.row.kind {
            case .prompt: return nil
            case .model where entry.row.status == .done: return entry
            case .model, .call: continue
            }
        }
        return nil
    }

    /// The calls of the last answer that have no result yet, in their order.
    var pendingCalls: [ModelToolCall] {
        guard let answer = openAnswer else { return [] }
        let results = resultsOfLastAnswer
        return answer.calls.filter { results[$0.id] == nil }
    }

    private var resultsOfLastAnswer: [String: ModelToolResult] {
        var results: [String: ModelToolResult] = [:]
        for entry in entries.reversed() {
            if entry.row.kind == .model, entry.row.status == .done { break }
            if let result = TaskContent.result(of: entry) { results[result.call] = result }
        }
        return results
    }

    // MARK: The conversation

    var system: String? { entries.first { $0.row.kind == .prompt }?.content["system"]?.string }

    /// The messages so far, as the model is told them.
    var messages: [ModelMessage] {
        var messages: [ModelMessage] = []
        var open: [ModelToolCall] = []
        var results: [String: ModelToolResult] = [:]
        func flush() {
            guard !open.isEmpty else { return }
            messages.append(.results(open.compactMap { results[$0.id] }))
            open = []
            results = [:]
        }
        for entry in entries {
            switch entry.row.kind {
            case .prompt:
                flush()
                messages.append(.user(entry.content["user"]?.string ?? ""))
            case .model where entry.row.status == .done:
                flush()
                let answer = TaskContent.answer(entry.content, of: entry.row)
                messages.append(.assistant(text: answer.text, calls: answer.calls))
                open = answer.calls
            case .call:
                if let result = TaskContent.result(of: entry) { results[result.call] = result }
            case .model: break
            }
        }
        flush()
        return messages
    }

    // MARK: Counts

    /// Answers of a model, repair rounds included.
    var turns: Int { entries.count { $0.row.kind == .model && $0.row.status == .done } }

    /// Calls that were made or refused.
    var toolCalls: Int { entries.count { TaskContent.result(of: $0) != nil && !TaskContent.isWithdrawn($0) } }

    /// How often the model has asked for a call like this one, this one included.
    func repeats(of call: ModelToolCall) -> Int {
        let wanted = TaskContent.fingerprint(of: call)
        return 1
            + entries.count {
                TaskContent.result(of: $0) != nil && !TaskContent.isWithdrawn($0)
                    && TaskContent.fingerprint(of: $0) == wanted
            }
    }

    /// Whether a call of the conversation has this id.
    func hasCall(_ id: String) -> Bool {
        entries.contains { entry in
            entry.row.kind == .model && entry.row.status == .done
                && TaskContent.answer(entry.content, of: entry.row).calls.contains { $0.id == id }
        }
    }

    /// Tokens and micro-units that count as used: what was told, and what stays reserved where nothing was told.
    var used: TaskUse {
        entries.reduce(into: TaskUse()) { use, entry in
            guard entry.row.kind == .model else { return }
            use.tokensIn += entry.row.tokensIn ?? 0
            use.tokensOut += entry.row.tokensOut ?? 0
            use.cost += entry.row.cost ?? entry.row.reservedCost ?? 0
            if entry.row.tokensIn == nil { use.unknownTokens += entry.row.reservedTokens ?? 0 }
        }
    }

    /// The calls that were sent and answered, with their arguments.
    var callsMade: [(tool: ToolAddress, arguments: JSONValue)] {
        entries.compactMap { entry in
            guard entry.row.kind == .call, entry.row.status == .done,
                let tool = entry.row.tool.flatMap({ ToolAddress($0) })
            else { return nil }
            return (tool, entry.content["arguments"] ?? [:])
        }
    }

    /// Whether content has come in that nobody vouches for.
    var isTainted: Bool { entries.contains { $0.content["tainted"]?.bool == true } }

    /// How many rounds of repair the model was given.
    var repairs: Int { entries.count { $0.row.kind == .prompt && $0.content["repair"]?.bool == true } }
}
