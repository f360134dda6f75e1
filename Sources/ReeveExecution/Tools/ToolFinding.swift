package import ReeveJSON
internal import ReeveMCP

/// What is wrong with a tool as its server lists it. Shown by `tools sync`, `tools list` and `connection test`.
package struct ToolFinding: Sendable, Hashable {
    package enum Part: String, Sendable, Hashable {
        /// Calls are refused as `schema.unusable`, unless a Tool declares an `inputSchema`.
        case inputSchema = "input-schema"
        /// Calls work, but their results are not checked.
        case outputSchema = "output-schema"
        /// The tool is not taken, since a call could not name it without doubt.
        case name
        /// The listing itself; the tool of such a finding is the empty text.
        case list
    }

    static let repeatedCursor = ToolFinding(
        tool: "", part: .list, message: "the list repeats a cursor with no new tool, and is taken to end there")

    package let tool: String
    package let part: Part
    /// One line with the place in the schema.
    package let message: String

    package init(tool: String, part: Part, message: String) {
        self.tool = tool
        self.part = part
        self.message = message
    }

    /// The findings of one definition.
    package static func all(of definition: JSONValue, tool: String) -> [ToolFinding] {
        let checks = CompiledTool.checks(of: definition)
        var found: [ToolFinding] = []
        if let defect = checks.input.defect {
            found.append(ToolFinding(tool: tool, part: .inputSchema, message: "input schema: \(defect)"))
        }
        if let defect = checks.output.defect {
            found.append(ToolFinding(tool: tool, part: .outputSchema, message: "output schema: \(defect)"))
        }
        return found
    }

    /// The findings of a listing. A name that several tools share gives one finding.
    static func all(of listed: [ListedTool]) -> [ToolFinding] {
        let counts = Dictionary(listed.map { ($0.name, 1) }, uniquingKeysWith: +)
        var told: Set<String> = []
        return listed.flatMap { tool -> [ToolFinding] in
            if let why = nameDefect(of: tool.name, count: counts[tool.name] ?? 1) {
                guard told.insert(tool.name).inserted else { return [] }
                return [ToolFinding(tool: tool.name, part: .name, message: why)]
            }
            return all(of: tool.definition, tool: tool.name)
        }
    }

    static let nameCharactersMax = 128

    /// Why a tool of this name is not taken; nil where it is.
    static func nameDefect(of name: String, count: Int) -> String? {
        if name.isEmpty { return "the name is empty" }
        if name.count > nameCharactersMax {
            return "the name has \(name.count) characters, more than \(nameCharactersMax)"
        }
        return count > 1 ? "the server lists \(count) tools of this name: which one a call reaches cannot be told" : nil
    }
}
