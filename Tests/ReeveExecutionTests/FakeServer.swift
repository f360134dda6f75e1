import ReeveJSON
import ReeveMCP
import Synchronization
import TestSupport

/// An MCP server in this process.
final class FakeServer: Sendable {
    typealias Tool = @Sendable (JSONObject) -> JSONValue

    struct State {
        var tools: [JSONValue]
        var calls: [JSONObject] = []
        var opens = 0
        var version = "1.0"
        /// Calls that are not answered.
        var silent: Set<String> = []
        /// Calls upon which the connection ends.
        var crashing: Set<String> = []
        /// Calls, and `tools/list`, that are answered by ``FakeServer/releaseHeld()`` only.
        var holds: Set<String> = []
        /// Calls that are answered with a result and an error at once.
        var contradicting: Set<String> = []
        /// Calls that are answered with a wish to be asked again; by the modern protocol, which all is spoken in then.
        var askingAgain: Set<String> = []
        fileprivate var held: [(transport: InProcessTransport?, answer: JSONValue)] = []
        /// What each start ends with, instead of a connection.
        var startFailure: MCPError?
        var answer: Tool
    }

    let state: Observed<State>

    init(tools: [JSONValue], answer: @escaping Tool) { state = Observed(State(tools: tools, answer: answer)) }

    static func text(_ text: String, isError: Bool = false) -> JSONValue {
        ["content": [["text": .string(text), "type": "text"]], "isError": .bool(isError)]
    }

    var calls: [JSONObject] { state.withLock { $0.calls } }

    /// Returns when the first call has come in.
    func isCalled() async { await state.wait { !$0.calls.isEmpty } }

    /// Returns once `count` calls are held.
    func untilHeld(_ count: Int) async { await state.wait { $0.held.count >= count } }

    /// Answers the calls that are held.
    func releaseHeld() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for call in held { call.transport?.push(call.answer) }
    }

    private func hold(_ answer: JSONValue, box: TransportBox) {
        let transport = box.transport.withLock { $0 }
        state.withLock { $0.held.append((transport, answer)) }
    }

    func transport() throws(MCPError) -> any MCPTransport {
        let failure = state.withLock { state in
            state.opens += 1
            return state.startFailure
        }
        if let failure { throw failure }
        let box = TransportBox()
        let transport = InProcessTransport { [self] message in handle(message, box: box) }
        box.transport.withLock { $0 = transport }
        return transport
    }

    private final class TransportBox: Sendable {
        let transport = Mutex<InProcessTransport?>(nil)
    }

    private func handle(_ message: JSONValue, box: TransportBox) -> [JSONValue] {
        guard let id = message["id"], let method = message["method"]?.string else { return [] }
        func result(_ value: JSONValue) -> [JSONValue] { [["id": id, "jsonrpc": "2.0", "result": value]] }
        switch method {
        case "server/discover":
            return result([
                "capabilities": ["tools": [:]], "resultType": "complete", "supportedVersions": ["2026-07-28"],
            ])
        case "initialize":
            return result([
                "capabilities": ["tools": [:]], "protocolVersion": "2025-11-25",
                "serverInfo": ["name": "fake", "version": .string(state.withLock { $0.version })],
            ])
        case "tools/list":
            let (tools, isHeld) = state.withLock { ($0.tools, $0.holds.contains(method)) }
            guard isHeld else { return result(["tools": .array(tools)]) }
            hold(["id": id, "jsonrpc": "2.0", "result": ["tools": .array(tools)]], box: box)
            return []
        case "tools/call":
            let arguments = message["params"]?["arguments"]?.object ?? [:]
            let name = message["params"]?["name"]?.string ?? ""
            let (isSilent, isCrashing, isHeld, answer) = state.withLock { state in
                state.calls.append(arguments)
                return (
                    state.silent.contains(name), state.crashing.contains(name), state.holds.contains(name),
                    state.answer
                )
            }
            let (isContradicting, isAskingAgain) = state.withLock { state in
                (state.contradicting.contains(name), state.askingAgain.contains(name))
            }
            if isContradicting {
                let error: JSONValue = ["code": -32000, "message": "it did not work"]
                return [["error": error, "id": id, "jsonrpc": "2.0", "result": answer(arguments)]]
            }
            if isAskingAgain { return result(["requestState": "s", "resultType": "input_required"]) }
            if isCrashing {
                box.transport.withLock { $0 }?.end(.connectionLost)
                return []
            }
            if isHeld {
                hold(["id": id, "jsonrpc": "2.0", "result": answer(arguments)], box: box)
                return []
            }
            return isSilent ? [] : result(answer(arguments))
        default: return [["error": ["code": -32601, "message": "no"], "id": id, "jsonrpc": "2.0"]]
        }
    }
}
