/// Finds out which protocol generation a server speaks, by two questions of which each stays open; no I/O.
///
/// `server/discover` is asked of a modern server, `initialize` of a legacy one. The second question follows where the
/// first one was refused, or was not answered for a while: a server that starts slowly is silent like an old one that
/// knows nothing of the first question. Whichever answer comes first settles it.
struct Agreement: Sendable {
    enum Question: Sendable, Hashable {
        case discover
        case initialize

        var other: Question { self == .discover ? .initialize : .discover }
    }

    typealias Outcome = Result<ServerDescription, MCPError>

    enum Step: Sendable {
        case wait
        case ask(Question)
        case done(Outcome)
    }

    private enum Condition: Sendable {
        case notAsked
        case open
        /// The server does not speak this generation, it says.
        case refused(MCPError)
        /// The deadline passed.
        case expired

        var isNotAsked: Bool { if case .notAsked = self { true } else { false } }
    }

    let first: Question
    private var conditions: [Question: Condition] = [:]
    private var hasAskedAgain = false

    init(guess: ProtocolEra?) {
        first = guess == .legacy ? .initialize : .discover
        conditions[first] = .open
    }

    /// The first question has been open for a while.
    ///
    /// - Parameter printsUsage: all that the server has printed is a text for people that says how to start it.
    mutating func isLate(printsUsage: Bool) -> Step {
        guard !printsUsage else {
            return .done(.failure(MCPError(.notMCP, "the command does not speak MCP over its standard output")))
        }
        return condition(of: first.other).isNotAsked ? ask(first.other) : .wait
    }

    mutating func take(_ answer: Outcome, to question: Question) -> Step {
        guard case .failure(let error) = answer else { return .done(answer) }
        if error.code == .timedOut {
            conditions[question] = .expired
            return end(otherwise: error, of: question)
        }
        guard Agreement.isRefusal(error, of: question) else { return .done(answer) }
        conditions[question] = .refused(error)
        switch (condition(of: question.other), question) {
        case (.notAsked, _): return ask(question.other)
        case (.open, .discover): return .wait
        case (.open, .initialize): return Agreement.maySpeakModern(error) ? .wait : .done(answer)
        case (.refused, .initialize) where error.rpc?.code == RPCError.unsupportedProtocolVersion && !hasAskedAgain:
            // Only a modern server says so: it has settled what its first answer left open.
            hasAskedAgain = true
            return ask(.discover)
        default: return end(otherwise: error, of: question)
        }
    }

    private func condition(of question: Question) -> Condition { conditions[question] ?? .notAsked }

    private mutating func ask(_ question: Question) -> Step {
        conditions[question] = .open
        return .ask(question)
    }

    /// The step after a question that came to nothing. The other question may still be answered; where it was refused, a
    /// refused `initialize` says more than silence.
    private func end(otherwise error: MCPError, of question: Question) -> Step {
        switch condition(of: question.other) {
        case .open: .wait
        case .refused(let other) where question == .discover: .done(.failure(other))
        default: .done(.failure(error))
        }
    }

    /// Whether an error says that the server does not speak the question's generation. Every other error ends the
    /// agreement.
    private static func isRefusal(_ error: MCPError, of question: Question) -> Bool {
        switch question {
        case .discover:
            error.code == .invalidAnswer || (error.rpc.map { !isModernOnly($0.code) } ?? false)
        case .initialize: error.rpc != nil
        }
    }

    private static func isModernOnly(_ code: Int) -> Bool {
        [RPCError.headerMismatch, RPCError.missingCapability, RPCError.unsupportedProtocolVersion].contains(code)
    }

    /// Whether a modern server may have refused `initialize` like this.
    private static func maySpeakModern(_ error: MCPError) -> Bool {
        guard let code = error.rpc?.code else { return false }
        return isModernOnly(code)
            || [RPCError.methodNotFound, RPCError.invalidRequest, RPCError.invalidParams].contains(code)
    }
}
