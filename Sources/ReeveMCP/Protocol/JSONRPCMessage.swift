internal import ReeveJSON

/// A JSON-RPC 2.0 message from the server.
enum JSONRPCMessage: Sendable {
    case result(id: JSONValue?, JSONValue)
    case error(id: JSONValue?, RPCError)
    case request(id: JSONValue, method: String, params: JSONValue?)
    case notification(method: String, params: JSONValue?)

    /// Reads one message; nil where the value is none.
    init?(_ value: JSONValue) {
        guard let object = value.object, object["jsonrpc"] == "2.0" else { return nil }
        // An id of null stands for "unknown" in an error; nowhere else does it name anything.
        let id = object["id"].flatMap { $0.isNull ? nil : $0 }
        if let method = object["method"]?.string {
            if let id {
                guard id.string != nil || id.number != nil else { return nil }
                self = .request(id: id, method: method, params: object["params"])
            } else {
                self = .notification(method: method, params: object["params"])
            }
        } else if let result = object["result"] {
            self = .result(id: id, result)
        } else if let error = object["error"]?.object {
            self = .error(
                id: id,
                RPCError(
                    code: error["code"]?.int ?? 0, message: error["message"]?.string ?? "", data: error["data"]))
        } else {
            return nil
        }
    }
}

/// Messages to the server, each as one line with its end.
enum JSONRPCLine {
    static func request(id: Int, method: String, params: JSONObject?) -> [UInt8] {
        var message: JSONObject = ["id": JSONValue(id), "jsonrpc": "2.0", "method": .string(method)]
        if let params { message["params"] = .object(params) }
        return line(message)
    }

    static func notification(method: String, params: JSONObject? = nil) -> [UInt8] {
        var message: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
        if let params { message["params"] = .object(params) }
        return line(message)
    }

    static func result(id: JSONValue, _ result: JSONObject) -> [UInt8] {
        line(["id": id, "jsonrpc": "2.0", "result": .object(result)])
    }

    static func error(id: JSONValue, _ error: RPCError) -> [UInt8] {
        line([
            "error": ["code": JSONValue(error.code), "message": .string(error.message)], "id": id, "jsonrpc": "2.0",
        ])
    }

    private static func line(_ message: JSONObject) -> [UInt8] {
        var writer = CanonicalJSONWriter()
        writer.write(.object(message))
        writer.append(byte: UInt8(ascii: "\n"))
        return writer.bytes
    }
}
