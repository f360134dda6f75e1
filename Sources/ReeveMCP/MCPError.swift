package import ReeveJSON

/// Why an MCP server could not be started, asked or understood.
package struct MCPError: Error, Sendable {
    package enum Code: String, Sendable, Hashable {
        /// There is no such command, or it cannot be executed. Permanent.
        case commandNotFound
        /// The launch is impossible as it stands: no such working directory, a limit without a launcher. Permanent.
        case launchInvalid
        /// The system refused a new process.
        case spawnFailed
        /// The process ended; `exit` says how.
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
    /// The last lines that the server wrote to its standard error, unredacted. Empty where the server answered, or where
    /// this side gave the request up: they say why a process or a connection failed, and nothing else.
    package var stderrTail: [String]
    /// The first line that the server printed, where that was no message and no message came; whole and unredacted.
    package var printed: String?
    /// How the process ended, where it had ended when the error was made.
    package var exit: ExitStatus?
    /// It comes from a start that was made for somebody else, and stands for one of the caller's own.
    package var isShared = false

    package init(
        _ code: Code, _ message: String, requestSent: Bool = false, rpc: RPCError? = nil, stderrTail: [String] = [],
        exit: ExitStatus? = nil
    ) {
        self.code = code
        self.message = message
        self.requestSent = requestSent
        self.rpc = rpc
        self.stderrTail = stderrTail
        self.exit = exit
    }

    /// Whether the same request may be sent again without the risk of doing something twice.
    package var isRetryable: Bool { isTransient && !requestSent }

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
        if let exit { text += " (\(exit))" }
        if let printed {
            text += "; it printed no MCP message, the first line on its standard output is '\(printed)'"
        }
        if let last = stderrTail.last { text += "; last line on standard error: \(last)" }
        return text
    }
}

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

/// How a process ended.
package enum ExitStatus: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    package var description: String {
        switch self {
        case .exited(let code): "exit status \(code)"
        case .signalled(let signal): "ended by signal \(signal)"
        }
    }
}
