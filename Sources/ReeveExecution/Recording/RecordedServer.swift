internal import ReeveJSON
internal import ReeveMCP

/// Results and errors of servers in the JSON of recordings.
enum RecordedServer {
    /// - Parameter words: of the error, with how the server ended and what it printed.
    static func encode(_ error: any Error, words: (MCPError) -> String) -> RecordedExchange.Answer? {
        guard let error = error as? MCPError, error.code != .cancelled, error.code != .closed else { return nil }
        var object: JSONObject = [
            "code": .string(error.code.rawValue), "message": .string(words(error)),
            "request_sent": .bool(error.requestSent),
        ]
        if let rpc = error.rpc { object["rpc"] = ["code": JSONValue(rpc.code), "message": .string(rpc.message)] }
        if !error.condition.lastLines.isEmpty {
            object["standard_error"] = JSONValue(error.condition.lastLines.suffix(20).map { $0 })
        }
        return .error(.object(object))
    }

    static func error(_ json: JSONValue) -> MCPError {
        var rpc: RPCError?
        if let told = json["rpc"] {
            rpc = RPCError(code: told["code"]?.int ?? 0, message: told["message"]?.string ?? "")
        }
        return MCPError(
            json["code"]?.string.flatMap(MCPError.Code.init) ?? .invalidAnswer, json["message"]?.string ?? "",
            requestSent: json["request_sent"]?.bool ?? true, rpc: rpc,
            condition: TransportCondition(
                lastLines: (json["standard_error"]?.array ?? []).compactMap(\.string)))
    }

    static func json(_ result: CallToolResult) -> JSONValue {
        var object: JSONObject = ["result": result.value]
        if result.hasDeclinedInput { object["declined_input"] = true }
        return .object(object)
    }

    /// - Throws: ``MCPError``.
    static func result(_ json: JSONValue) throws(MCPError) -> CallToolResult {
        try CallToolResult(json["result"] ?? .null, hasDeclinedInput: json["declined_input"]?.bool ?? false)
    }
}
