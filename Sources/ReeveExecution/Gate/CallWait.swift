/// What a run waits for before its call can be sent. No wait uses up the timeout of the call.
package enum CallWait: Sendable, Hashable {
    /// All sessions of the connection are in use.
    case session(connection: String, most: Int)
    /// The connection's server starts and is asked for its protocol.
    case start(connection: String)
    /// The server failed and is not started anew before a pause is over.
    case restart(connection: String)
    /// A rate or a number of calls at once, in words.
    case limit(String)

    /// The word for this wait in the details of steps.
    package var code: String {
        switch self {
        case .session: "session"
        case .start: "start"
        case .restart: "restart"
        case .limit: "limit"
        }
    }
}

extension CallWait: CustomStringConvertible {
    package var description: String {
        switch self {
        case .session(let connection, let most):
            "a session of connection '\(connection)', which has \(most == 1 ? "one" : "\(most)") at once"
        case .start(let connection): "the server of connection '\(connection)' to start"
        case .restart(let connection): "the next start of the server of connection '\(connection)', which failed"
        case .limit(let words): words
        }
    }
}
