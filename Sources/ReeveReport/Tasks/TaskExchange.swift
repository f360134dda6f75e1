import ReeveJSON
import ReeveModel
import ReeveStore

/// One entry in the journal of a task as people are told it. Texts are redacted.
package struct TaskExchange: Sendable, Hashable {
    package struct Call: Sendable, Hashable {
        package var tool: String
        /// Nil where the model gave no JSON object.
        package var arguments: JSONValue?
        /// What the model gave in the place of arguments.
        package var argumentsText: String?

        package init(tool: String, arguments: JSONValue? = nil, argumentsText: String? = nil) {
            self.tool = tool
            self.arguments = arguments
            self.argumentsText = argumentsText
        }

        /// `git/git_log {"max_count":3}`
        package var command: String { tool + " " + (arguments?.writtenText ?? argumentsText ?? "{}") }
    }

    package struct Result: Sendable, Hashable {
        package var text: String
        package var isError: Bool
        /// Nil where the tool has answered as it should.
        package var reason: String?

        package init(text: String, isError: Bool = false, reason: String? = nil) {
            self.text = text
            self.isError = isError
            self.reason = reason
        }

        /// What the server says of its own end, in `exit_code` or `exitCode` of a structured result; else 0 or 1.
        package var exitCode: Int {
            if text.hasPrefix("{"), let value = try? JSONParser.parse(text),
                let told = value["exit_code"]?.int ?? value["exitCode"]?.int
            {
                return told
            }
            return isError ? 1 : 0
        }
    }

    package enum Content: Sendable, Hashable {
        /// What the model was told first, or told to repair.
        case prompt(system: String?, user: String, isRepair: Bool)
        case answer(text: String, calls: [Call], ending: String)
        /// A question without an answer; without a message it is still on its way.
        case noAnswer(code: String?, message: String?)
        case call(Call, Result?)
        /// Not shown, for its size or because its payload has expired.
        case leftOut
    }

    /// Without its content.
    package var row: TaskEntry
    package var content: Content
    /// Whether something came in that nobody vouches for.
    package var isTainted: Bool
    /// The rules that denied the call, as the log has them.
    package var deniedBy: RunEntry.Rules?
    /// The digest that the tool's definition had to have, as the log has it.
    package var pin: ContentDigest?

    package init(
        row: TaskEntry, content: Content, isTainted: Bool = false, deniedBy: RunEntry.Rules? = nil
    ) {
        self.row = row
        self.content = content
        self.isTainted = isTainted
        self.deniedBy = deniedBy
    }

    /// How a call stands.
    package enum CallState: String, Sendable, Hashable {
        case answered
        /// The server has answered with an error, or with what its schema does not allow.
        case error
        /// The gate, or the loop, did not let it be sent.
        case refused
        /// It was sent, and what it did is not known.
        case unknown
        /// It did not reach its server, or is made again by a later entry.
        case again
    }

    /// Nil for an entry that is no call.
    package var callState: CallState? {
        guard row.kind == .call else { return nil }
        if case .call(_, let result) = content {
            switch row.status {
            case .done: return result?.isError == true ? .error : .answered
            case .announced: return .unknown
            case .failed: return result == nil ? .again : .refused
            }
        }
        return row.status == .done ? .answered : row.status == .announced ? .unknown : .refused
    }

    /// `main/small-1`, of a question.
    package var modelName: String? {
        row.provider.map { provider in row.model.map { provider + "/" + $0 } ?? provider }
    }

    package var duration: Duration? { row.endedAt.map { $0.since(row.startedAt) } }
}
