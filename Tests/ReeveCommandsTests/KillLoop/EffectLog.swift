import Foundation

/// The file of `EffectServer`: what was done, whatever a store says.
struct EffectLog: Sendable {
    struct Entry: Sendable, Equatable {
        let moment: String
        let key: String
        let tool: String
        let process: Int
    }

    let entries: [Entry]
    private(set) var begins: [String: Int] = [:]
    private(set) var ends: [String: Int] = [:]
    /// Effects that ended after a later one of the same key had begun.
    private(set) var overlaps: [String] = []

    /// - Throws: where a line is not one of the server's.
    init(of project: TestProject) throws {
        let text = (try? project.read("effects.log")) ?? ""
        entries = try text.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            guard words.count == 4, let process = Int(words[3]) else { throw CocoaError(.fileReadCorruptFile) }
            return Entry(moment: String(words[0]), key: String(words[1]), tool: String(words[2]), process: process)
        }
        var newest: [String: Int] = [:]
        for entry in entries {
            switch entry.moment {
            case "begin":
                begins[entry.key, default: 0] += 1
                newest[entry.key] = entry.process
            case "end":
                ends[entry.key, default: 0] += 1
                if newest[entry.key] != entry.process { overlaps.append(entry.key) }
            default: break
            }
        }
    }

    /// The newest moment of an effect, of the entries from `start` on.
    func moment(of key: String, from start: Int) -> String? { entries[start...].last { $0.key == key }?.moment }
}
