import Foundation
import ReeveJSON
import ReeveMCP
import Synchronization
import TestSupport

/// A server whose words the test speaks.
final class SpokenServer: MCPTransport {
    private struct State {
        var receiver: (any TransportReceiver)?
        var heard: [JSONValue] = []
        /// Requests that the test has asked for already.
        var taken = 0
        var waiters: [(method: String, continuation: CheckedContinuation<JSONValue, Never>)] = []

        /// The next request that nobody has taken.
        mutating func take(_ method: String) -> JSONValue? {
            guard let index = heard.indices.dropFirst(taken).first(where: { heard[$0]["method"]?.string == method })
            else { return nil }
            taken = index + 1
            return heard[index]
        }
    }

    private let state = Mutex(State())

    var condition: TransportCondition { TransportCondition() }
    var methods: [String] { state.withLock { $0.heard.compactMap { $0["method"]?.string } } }

    func start(_ receiver: any TransportReceiver) { state.withLock { $0.receiver = receiver } }

    func send(_ line: [UInt8], ticket: SendTicket, isDroppable: Bool) {
        guard ticket.begin(), let message = try? JSONParser.parse(line) else { return }
        let ready = state.withLock { state in
            state.heard.append(message)
            guard let waiter = state.waiters.first, let request = state.take(waiter.method) else {
                return nil as (CheckedContinuation<JSONValue, Never>, JSONValue)?
            }
            state.waiters.removeFirst()
            return (waiter.continuation, request)
        }
        ready?.0.resume(returning: ready?.1 ?? .null)
    }

    /// The next request of this method, once it has come.
    func request(_ method: String) async -> JSONValue {
        await withCheckedContinuation { continuation in
            let found = state.withLock { state -> JSONValue? in
                if let request = state.take(method) { return request }
                state.waiters.append((method, continuation))
                return nil
            }
            if let found { continuation.resume(returning: found) }
        }
    }

    func say(_ message: JSONValue) { print(message.canonicalText) }

    func print(_ line: String) {
        let receiver = state.withLock { $0.receiver }
        Array(line.utf8).withUnsafeBufferPointer { receiver?.receive($0) }
    }

    func close(_ teardown: Teardown) async { state.withLock { $0.receiver = nil } }
}

/// The answer to a request, as an in-process server sends it.
func answer(_ request: JSONValue, _ result: JSONObject) -> JSONValue {
    ["jsonrpc": "2.0", "id": request["id"] ?? .null, "result": .object(result)]
}
