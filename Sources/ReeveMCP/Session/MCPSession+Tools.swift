package import ReeveJSON
import Synchronization

extension MCPSession {
    /// All tools of the server, in its order. An entry without a name has an empty one; two may have the same.
    ///
    /// Empty where the server does not declare tools. A cursor that comes back on a page without anything new ends the
    /// list, and is counted in ``SessionCounters/repeatedCursors``.
    ///
    /// - Parameter deadline: For all pages together; nil is the session's `requestTimeout` from now.
    /// - Throws: ``MCPError``; `.endlessList` where a cursor comes back with new tools or a bound is passed.
    package func listTools(deadline: ContinuousClock.Instant? = nil) async throws(MCPError) -> [ListedTool] {
        guard server.capabilities["tools"] != nil else { return [] }
        return try await list("tools/list", entries: "tools", deadline: deadline).map { definition in
            ListedTool(name: definition["name"]?.string ?? "", definition: definition)
        }
    }

    /// The entries of a paginated list, from all its pages.
    ///
    /// - Throws: ``MCPError``; `.endlessList` where a cursor comes back with new entries or a bound is passed.
    package func list(
        _ method: String, entries key: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(MCPError) -> [JSONValue] {
        let deadline = deadline ?? timer.now.advanced(by: options.requestTimeout)
        var all: [JSONValue] = []
        var known: Set<JSONValue> = []
        var seen: Set<String> = []
        var params: JSONObject = [:]
        for _ in 0..<options.limits.listPagesMax {
            let page = try await complete(method, params, deadline: deadline)
            guard let entries = page[key]?.array else {
                throw MCPError(.invalidAnswer, "the answer to \(method) has no '\(key)'", requestSent: true)
            }
            let names = entries.map { $0["name"] ?? $0["uri"] ?? $0["uriTemplate"] ?? $0 }
            let cursor = try nextCursor(page, method)
            if let cursor, seen.contains(cursor) {
                guard names.allSatisfy(known.contains) else {
                    throw MCPError(.endlessList, "\(method) repeats a cursor", requestSent: true)
                }
                state.withLock { $0.counters.repeatedCursors += 1 }
                return all
            }
            all += entries
            guard all.count <= options.limits.listEntriesMax else {
                throw MCPError(
                    .endlessList, "\(method) has more than \(options.limits.listEntriesMax) entries",
                    requestSent: true)
            }
            guard let cursor else { return all }
            known.formUnion(names)
            seen.insert(cursor)
            params["cursor"] = .string(cursor)
        }
        throw MCPError(
            .endlessList, "\(method) has more than \(options.limits.listPagesMax) pages", requestSent: true)
    }

    /// nil at the end of the list. Servers before 2026-07-28 end it with an empty text too; since then that is a cursor.
    private func nextCursor(_ page: JSONValue, _ method: String) throws(MCPError) -> String? {
        switch page["nextCursor"] {
        case nil, .null?: return nil
        case .string("")? where server.era == .legacy: return nil
        case .string(let cursor)?: return cursor
        default: throw MCPError(.invalidAnswer, "the cursor of \(method) is no text", requestSent: true)
        }
    }

    /// Calls a tool.
    ///
    /// A result with `isError` is returned, not thrown: the server has answered. A server that wants input is told that
    /// there is none, and goes on as it can.
    ///
    /// - Throws: ``MCPError``; `.inputRequired` where the server does not go on without input; `.serverError` for a
    ///   JSON-RPC error. `requestSent` says it of the call as a whole: a server that has answered a first request with
    ///   `input_required` may have acted upon the call, whether or not a further request reached it.
    package func callTool(
        _ name: String, arguments: JSONObject = [:], deadline: ContinuousClock.Instant? = nil,
        onProgress: (@Sendable (ProgressNote) -> Void)? = nil
    ) async throws(MCPError) -> CallToolResult {
        let deadline = deadline ?? timer.now.advanced(by: options.requestTimeout)
        // A session serves one call at a time, so the server asks for input because of this call.
        let declinedBefore = counters.declinedInputs
        var params: JSONObject = ["name": .string(name), "arguments": .object(arguments)]
        for round in 0...options.limits.inputRoundsMax {
            let result: JSONValue
            do throws(MCPError) {
                result = try await request("tools/call", params: params, deadline: deadline, onProgress: onProgress)
            } catch {
                var error = error
                // INVARIANT (sent once is sent): no error of a later round says that the call was not sent.
                if round > 0 { error.requestSent = true }
                guard error.code == .serverError, round > 0 || counters.declinedInputs > declinedBefore else {
                    throw error
                }
                throw MCPError(
                    .inputRequired,
                    "the server asked for input, was told that there is none, and failed: "
                        + (error.rpc?.message ?? ""), requestSent: true, rpc: error.rpc)
            }
            guard result["resultType"] == "input_required" else {
                return try CallToolResult(
                    try whole(result, of: "tools/call"),
                    hasDeclinedInput: round > 0 || counters.declinedInputs > declinedBefore)
            }
            guard server.era == .modern, let more = InputRequest.decline(result) else { break }
            params["inputResponses"] = nil
            params["requestState"] = nil
            for member in more { params[member.key] = member.value }
            if more["inputResponses"] == nil { try await pauseBetweenRounds(until: deadline) }
        }
        throw inputRequired("tools/call")
    }

    /// A server that wants nothing but to be asked again is given a moment.
    private func pauseBetweenRounds(until deadline: ContinuousClock.Instant) async throws(MCPError) {
        let next = min(deadline, timer.now.advanced(by: .milliseconds(100)))
        do {
            try await TimedPause(timer: timer, until: next).wait()
        } catch {
            throw MCPError(.cancelled, "tools/call was cancelled", requestSent: true)
        }
    }

    /// Asks whether the server is there. The modern protocol has no ping; `server/discover` stands in.
    package func ping(deadline: ContinuousClock.Instant? = nil) async throws(MCPError) {
        _ = try await request(server.era == .modern ? "server/discover" : "ping", deadline: deadline)
    }

    /// A request whose result must be complete.
    package func complete(
        _ method: String, _ params: JSONObject = [:], deadline: ContinuousClock.Instant? = nil,
        onProgress: (@Sendable (ProgressNote) -> Void)? = nil
    ) async throws(MCPError) -> JSONValue {
        let result = try await request(method, params: params, deadline: deadline, onProgress: onProgress)
        return try whole(result, of: method)
    }

    private func whole(_ result: JSONValue, of method: String) throws(MCPError) -> JSONValue {
        switch result["resultType"] {
        case nil, "complete"?: return result
        case "input_required"?: throw inputRequired(method)
        default:
            throw MCPError(
                .invalidAnswer, "the answer to \(method) is of a kind that was not agreed", requestSent: true)
        }
    }

    private func inputRequired(_ method: String) -> MCPError {
        MCPError(.inputRequired, "the server asks for input during \(method)", requestSent: true)
    }
}
