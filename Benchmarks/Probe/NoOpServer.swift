import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel

/// Answers every call at once with nothing.
struct NoOpServer: ConnectionProvider {
    let concurrency: Int

    func pooled(_ connection: ExecutionScope.Connection, in scope: Scope) async throws -> PooledConnection {
        var options = SessionOptions()
        options.preference = .legacy
        return PooledConnection(
            key: connection.name, identity: connection.identity, maxConcurrency: concurrency, options: options
        ) { () async throws(MCPError) in
            InProcessTransport { message in
                guard let id = message["id"], let method = message["method"]?.string else { return [] }
                let result: JSONValue
                switch method {
                case "initialize":
                    result = [
                        "capabilities": ["tools": [:]], "protocolVersion": "2025-11-25",
                        "serverInfo": ["name": "no-op", "version": "1"],
                    ]
                case "tools/list": result = ["tools": [["name": "echo", "inputSchema": ["type": "object"]]]]
                default: result = ["content": [["text": "ok", "type": "text"]]]
                }
                return [["id": id, "jsonrpc": "2.0", "result": result]]
            }
        }
    }
}
