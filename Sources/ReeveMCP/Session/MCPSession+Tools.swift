package import ReeveJSON

extension MCPSession {
    /// All tools of the server, in its order.
    ///
    /// Empty where the server does not declare tools.
    ///
    /// - Parameter deadline: For all pages together; nil is the session's `requestTimeout` from now.
    /// - Throws: ``MCPError``; `.endlessList` where a cursor comes back or a bound is passed.
    package func listTools(deadline: ContinuousClock.Instant? = nil) async throws(MCPError) -> [ListedTool] {
        guard server.capabilities["tools"] != nil else { return [] }
        var tools: [ListedTool] = []
        for definition in try await list("tools/list", entries: "tools", deadline: deadline) {
            guard let name = definition["name"]?.string else {
                throw MCPError(.invalidAnswer, "an entry of tools/list has no name", requestSent: true)
            }
            tools.append(ListedTool(name: name, definition: definition))
        }
        return tools
    }

    /// The entries of a paginated list, from all its pages.
    ///
    /// - Throws: ``MCPError``; `.endlessList` where a cursor comes back or a bound is passed.
    package func list(
        _ method: String, entries key: String, deadline: ContinuousClock.Instant? = nil
    ) async throws(MCPError) -> [JSONValue] {
        let deadline = deadline ?? timer.now.advanced(by: options.requestTimeout)
        var all: [JSONValue] = []
        var seen: Set<String> = []
        var params: JSONObject = [:]
        for _ in 0..<options.limits.listPagesMax {
            let page = try await complete(method, params, deadline: deadline)
            guard let entries = page[key]?.array else {
                throw MCPError(.invalidAnswer, "the answer to \(method) has no '\(key)'", requestSent: true)
            }
            all += entries
            guard all.count <= options.limits.listEntriesMax else {
                throw MCPError(
                    .endlessList, "\(method) has more than \(options.limits.listEntriesMax) entries",
                    requestSent: true)
            }
            switch page["nextCursor"] {
            case nil, .null?: return all
            // Also the empty text is a cursor.
            case .string(let cursor)?:
                guard seen.insert(cursor).inserted else {
                    throw MCPError(.endlessList, "\(method) repeats a cursor", requestSent: true)
                }
                params["cursor"] = .string(cursor)
            default:
                throw MCPError(.invalidAnswer, "the cursor of \(method) is no text", requestSent: true)
            }
        }
        throw MCPError(
            .endlessList, "\(method) has more than \(options.limits.listPagesMax) pages", requestSent: true)
    }

    /// Calls a tool.
    ///
    /// A result with `isError` is returned, not thrown: the server has answered.
    ///
    /// - Throws: ``MCPError``; `.inputRequired` where the server asks for input, which this client never
    ///   gives; `.serverError` for a JSON-RPC error.
    package func callTool(
        _ name: String, arguments: JSONObject = [:], deadline: ContinuousClock.Instant? = nil,
        onProgress: (@Sendable (ProgressNote) -> Void)? = nil
    ) async throws(MCPError) -> CallToolResult {
        let result = try await complete(
            "tools/call", ["name": .string(name), "arguments": .object(arguments)], deadline: deadline,
            onProgress: onProgress)
        return try CallToolResult(result)
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
        switch result["resultType"] {
        case nil, "complete"?: return result
        case "input_required"?:
            throw MCPError(.inputRequired, "the server asks for input during \(method)", requestSent: true)
        default:
            throw MCPError(
                .invalidAnswer, "the answer to \(method) is of a kind that was not agreed", requestSent: true)
        }
    }
}
