/// Why an MCP server could not be started, asked or understood.
package struct MCPError: Error, Sendable {
    package enum Code: String, Sendable, Hashable {
        /// There is no such command, or it cannot be executed. Permanent.
        case commandNotFound
        /// The launch is impossible as it stands: no such working directory, a limit without a launcher. Permanent.
        case launchInvalid
        /// The system refused a new process.
        case spawnFailed
        /// The server ended; `condition` says how.
        case serverExited
        /// The server closed its output or its input, but runs on.
        case connectionLost
        /// The server sent a line above the cap; the connection is ended.
        case lineTooLong
        /// No answer before the deadline.
        case timedOut
        /// The caller's task was cancelled.
        case cancelled
        /// The server wants input that an unattended client does not give, and does not go on without it. `rpc` is set
        /// where it answered with an error after its request was declined.
        case inputRequired
        /// The server answered with a JSON-RPC error; `rpc` holds it.
        case serverError
        /// The answer does not follow the protocol.
        case invalidAnswer
        /// The command prints something else than MCP, and says so itself: a usage text. Permanent.
        case notMCP
        /// No protocol revision is known to both sides.
        case unsupportedProtocolVersion
        /// A paginated list repeats a cursor or has too many pages or entries.
        case endlessList
        /// The request would make a line above the cap.
        case requestTooLarge
        /// The connection fails repeatedly, and the next start lies beyond the caller's deadline.
        case backingOff
        /// The connection or the pool was closed on our side.
        case closed
    }

    package let code: Code
    /// For people; never decided upon. What it quotes of the server is whole and unredacted: whoever shows it takes
    /// secrets out first and cuts afterwards.
    package var message: String
    /// Whether the server may have seen the request: false only where no byte of it was written.
    package var requestSent: Bool
    /// Set with `.serverError`.
    package var rpc: RPCError?
    /// The server's last lines and its end, as they were known when the error was made. Empty where the server answered,
    /// and where this side gave the request up: the condition says why a server failed, and nothing else.
    package var condition: TransportCondition
    /// The first line that the server printed, where that was no message and no message came; whole and unredacted.
    package var printed: String?
    /// The error comes from a start that was made for another caller, and stands for a start of this caller's own.
    package var isShared = false

    package init(
        _ code: Code, _ message: String, requestSent: Bool = false, rpc: RPCError? = nil,
        condition: TransportCondition = TransportCondition()
    ) {
        self.code = code
        self.message = message
        self.requestSent = requestSent
        self.rpc = rpc
        self.condition = condition
    }

    /// Whether the same request may be sent again without the risk of doing something twice.
    package var isRetryable: Bool { isTransient && !requestSent }

    /// Whether a new start would fail in the same way: the launch has to be changed first.
    var isLaunchImpossible: Bool { code == .commandNotFound || code == .launchInvalid }

    /// Whether the server may have acted upon the request, and nobody can tell: it was sent, and no answer came, or one
    /// that does not say what happened. A JSON-RPC error says that the request has failed.
    package var isEffectUnknown: Bool { requestSent && rpc == nil }

    private var isTransient: Bool {
        switch code {
        case .spawnFailed, .serverExited, .connectionLost, .timedOut, .backingOff: true
        default: false
        }
    }
}

extension MCPError: CustomStringConvertible {
    package var description: String {
        var text = message
        if let ending = condition.ending { text += " (\(ending))" }
        if let printed {
            text += "; it printed no MCP message, the first line on its standard output is '\(printed)'"
        }
        if let last = condition.lastLines.last { text += "; last line on standard error: \(last)" }
        return text
    }
}
