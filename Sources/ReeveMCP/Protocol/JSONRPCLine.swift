internal import ReeveJSON

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
        // Arguments keep their numbers: `2.0` is no `2` to every server.
        var writer = CanonicalJSONWriter(numbersAsWritten: true)
        writer.write(.object(message))
        writer.append(byte: UInt8(ascii: "\n"))
        return writer.bytes
    }
}
