internal import ReeveJSON

/// What a session waits for, and what each message means for it; no I/O.
struct SessionState: Sendable {
    typealias Outcome = Result<JSONValue, MCPError>

    /// A request that has no answer yet.
    struct Pending: Sendable {
        let method: String
        let ticket: SendTicket
        let continuation: CheckedContinuation<Outcome, Never>
        let onProgress: (@Sendable (ProgressNote) -> Void)?
        var timer: TimerTicket?
        var lastProgress = -Double.infinity
        var progressNotes = 0
    }

    /// What is to be done, outside the lock, after a message.
    enum Action: Sendable {
        case none
        case resume(Pending, Outcome)
        case report(@Sendable (ProgressNote) -> Void, ProgressNote)
        case notify(method: String, params: JSONValue?)
        case answer([UInt8])
    }

    private(set) var pending: [Int: Pending] = [:]
    /// Requests that were cancelled before they were entered.
    private var cancelledEarly: Set<Int> = []
    private var nextID = 1
    private(set) var end: MCPError.Code?
    /// A call was given up while the server worked on it.
    private(set) var hasAbandonedCall = false
    var counters = SessionCounters()
    var description: ServerDescription?
    /// A message of the server has come.
    private(set) var hasHeard = false
    /// What the server printed first that is no message.
    private(set) var firstNoise: String?

    var isOpen: Bool { end == nil }
    /// Whether the server has printed a usage text and no message.
    var printsUsage: Bool { !hasHeard && (firstNoise.map(UnreadableLine.isUsage) ?? false) }

    // MARK: Requests

    mutating func makeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    /// Enters a request; an error where it must not be sent.
    mutating func enter(_ request: Pending, id: Int) -> MCPError.Code? {
        if let end { return end }
        if cancelledEarly.remove(id) != nil { return .cancelled }
        pending[id] = request
        return nil
    }

    /// Ties the timer to a request; false where the request is over already.
    mutating func setTimer(_ timer: TimerTicket, id: Int) -> Bool {
        guard pending[id] != nil else { return false }
        pending[id]?.timer = timer
        return true
    }

    /// Takes out a request that this side gives up; nil where the request is over already.
    mutating func giveUp(id: Int, isEarly: Bool = false) -> Pending? {
        guard let request = pending.removeValue(forKey: id) else {
            if isEarly { cancelledEarly.insert(id) }
            return nil
        }
        if request.method == "tools/call" { hasAbandonedCall = true }
        return request
    }

    mutating func forgetEarlyCancel(id: Int) { cancelledEarly.remove(id) }

    /// Ends the session. Returns the requests that will have no answer, oldest first.
    mutating func close(_ reason: MCPError.Code) -> [Pending] {
        if end == nil { end = reason }
        defer { pending = [:] }
        return pending.sorted { $0.key < $1.key }.map(\.value)
    }

    // MARK: Messages

    mutating func countNoise(_ line: String?) {
        counters.noiseLines += 1
        if firstNoise == nil { firstNoise = line }
    }

    mutating func receive(_ message: JSONRPCMessage, limits: SessionLimits) -> Action {
        hasHeard = true
        switch message {
        case .result(let id, let result): return complete(id, .success(result))
        case .error(let id, let error):
            return complete(
                id,
                .failure(
                    MCPError(
                        .serverError, "the server answered with error \(error.code): \(error.message)",
                        requestSent: true, rpc: error)))
        case .contradiction(let id):
            return complete(
                id,
                .failure(
                    MCPError(
                        .invalidAnswer, "the server answered with a result and an error at once", requestSent: true)
                ))
        case .request(let id, let method, _): return answer(id, method)
        case .notification("notifications/progress", let params): return progress(params, limits: limits)
        case .notification(let method, let params):
            if method == "notifications/tools/list_changed" { counters.toolListChanges += 1 }
            return .notify(method: method, params: params)
        }
    }

    private mutating func complete(_ id: JSONValue?, _ outcome: Outcome) -> Action {
        guard let id else {
            // A server cannot name a request that it could not read. With one request open it is clear which.
            guard case .failure = outcome, pending.count == 1, let only = pending.popFirst() else {
                counters.foreignAnswers += 1
                return .none
            }
            return .resume(only.value, outcome)
        }
        guard let number = JSONRPCMessage.ownID(id), number > 0, number < nextID else {
            counters.foreignAnswers += 1
            return .none
        }
        guard let request = pending.removeValue(forKey: number) else {
            counters.lateAnswers += 1
            return .none
        }
        return .resume(request, outcome)
    }

    private mutating func answer(_ id: JSONValue, _ method: String) -> Action {
        if method == "ping" {
            // The modern protocol has no such request; an answer in its form does no harm.
            return .answer(JSONRPCLine.result(id: id, description?.era == .modern ? ["resultType": "complete"] : [:]))
        }
        counters.declinedRequests += 1
        // What was asked for is declined, and the server goes on as it can: the call keeps its deadline.
        if InputRequest(method: method) != nil { counters.declinedInputs += 1 }
        return .answer(
            JSONRPCLine.error(
                id: id,
                RPCError(code: RPCError.methodNotFound, message: "this client does not offer \(method.prefix(100))")))
    }

    private mutating func progress(_ params: JSONValue?, limits: SessionLimits) -> Action {
        guard let id = (params?["progressToken"]).flatMap(JSONRPCMessage.ownID),
            let value = params?["progress"]?.number?.double,
            let request = pending[id], let onProgress = request.onProgress, value > request.lastProgress,
            request.progressNotes < limits.progressNotesMax
        else {
            counters.droppedProgressNotes += 1
            return .none
        }
        pending[id]?.lastProgress = value
        pending[id]?.progressNotes += 1
        let note = ProgressNote(
            progress: value, total: params?["total"]?.number?.double,
            message: params?["message"]?.string)
        return .report(onProgress, note)
    }
}
