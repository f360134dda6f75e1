package import ReeveJSON

/// A JSON-RPC error object.
package struct RPCError: Error, Sendable, Hashable {
    package let code: Int
    package let message: String
    package let data: JSONValue?

    package init(code: Int, message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    static let methodNotFound = -32601
    static let invalidRequest = -32600
    static let invalidParams = -32602
    static let headerMismatch = -32020
    static let missingCapability = -32021
    static let unsupportedProtocolVersion = -32022
}
