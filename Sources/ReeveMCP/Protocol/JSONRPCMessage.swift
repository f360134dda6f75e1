internal import ReeveJSON

/// A JSON-RPC 2.0 message from the server.
enum JSONRPCMessage: Sendable {
    case result(id: JSONValue?, JSONValue)
    case error(id: JSONValue?, RPCError)
    /// A result and an error in one answer: nobody can tell what happened.
    case contradiction(id: JSONValue?)
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
            return
        }
        // Older JSON-RPC names both members, and the one that does not count is null.
        let result = object["result"]
        let error = object["error"].flatMap { $0.isNull ? nil : $0 }
        switch (result, error) {
        case (nil, nil): return nil
        case (let result?, nil): self = .result(id: id, result)
        case (nil, let error?), (.null?, let error?):
            guard let error = error.object else { return nil }
            self = .error(
                id: id,
                RPCError(
                    code: error["code"]?.int ?? 0, message: error["message"]?.string ?? "", data: error["data"]))
        default: self = .contradiction(id: id)
        }
    }

    /// The request of ours that an answer names. Some servers give the id back as text, and the official client takes that.
    static func ownID(_ id: JSONValue) -> Int? {
        if let number = id.int { return number }
        guard let text = id.string, text.utf8.count <= 18, let number = Int(text), String(number) == text else {
            return nil
        }
        return number
    }
}
