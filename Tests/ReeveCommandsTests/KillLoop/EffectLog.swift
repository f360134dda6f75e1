import Foundation

/// The file of `EffectServer`: what was done, whatever a store says.
struct EffectLog: Sendable {
    struct Entry: Sendable, Equatable {
        let moment: String
        let key: String
        let tool: String
        let process: Int
    }

    /// What the file says of one key.
    struct Effect: Sendable {
        var begins = 0
        var ends = 0
        /// Calls of `book`, whatever came of them.
        var calls = 0
        /// Calls of `book` that got no answer.
        var losses = 0
        /// Answers of `booked`: nothing was begun.
        var denials = 0
        /// Answers of `booked`: it was begun.
        var findings = 0
        /// What must not be, in words: an effect that ended after a later one had begun, a call of `book` that was
        /// made again where that was not safe.
        var mistakes: [String] = []
        /// The process of the newest effect.
        fileprivate var newest: Int?
        /// Since the last call.
        fileprivate var wasDenied = false

        fileprivate mutating func take(_ entry: Entry) {
            let isBook = entry.tool == "book"
            switch entry.moment {
            case "call":
                if begins > 0 { mistakes.append("called again after its effect had begun") }
                if calls > 0, !wasDenied { mistakes.append("called again without an answer that nothing happened") }
                calls += 1
                wasDenied = false
            case "begin":
                if isBook, wasDenied { mistakes.append("begun by a call of before the answer that nothing happened") }
                begins += 1
                newest = entry.process
            case "end":
                ends += 1
                if newest != entry.process { mistakes.append("ended after a later effect had begun") }
            case "lost": losses += 1
            case "none":
                denials += 1
                wasDenied = true
            case "found": findings += 1
            default: break
            }
        }
    }

    let entries: [Entry]
    private let effects: [String: Effect]

    init(of project: TestProject) throws { try self.init((try? project.read("effects.log")) ?? "") }

    /// - Parameter text: lines of a moment, a key, a tool and a process, such as `begin b1/book/a book 4711`.
    /// - Throws: where a line is not one of the server's.
    init(_ text: String) throws {
        entries = try text.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            guard words.count == 4, let process = Int(words[3]) else { throw CocoaError(.fileReadCorruptFile) }
            return Entry(moment: String(words[0]), key: String(words[1]), tool: String(words[2]), process: process)
        }
        var effects: [String: Effect] = [:]
        for entry in entries where entry.moment != "kill" { effects[entry.key, default: Effect()].take(entry) }
        self.effects = effects
    }

    var keys: Set<String> { Set(effects.keys) }

    subscript(key: String) -> Effect { effects[key] ?? Effect() }

    /// The newest moment of an effect, of the entries from `start` on.
    func moment(of key: String, from start: Int) -> String? { entries[start...].last { $0.key == key }?.moment }
}
