internal import ReeveMCP
package import ReeveJSON
package import ReeveModel
internal import ReeveStore

/// The result document. `tools call`, `runs show -o json` and reports show the same document.
package struct ResultDocument: Sendable {
    package var runID: ULID
    package var status: RunStatus
    package var reason: RunReason?
    package var content: [JSONValue]
    package var structuredContent: JSONValue?
    package var isError: Bool
    package var agent: String?
    package var tool: String?
    package var startedAt: Timestamp
    package var endedAt: Timestamp

    init(run: RunRecord, result: CallToolResult, startedAt: Timestamp, endedAt: Timestamp) {
        runID = run.id
        status = .succeeded
        content = result.content
        structuredContent = result.structuredContent
        isError = result.isError
        agent = run.assignment.agent
        tool = run.assignment.tool
        self.startedAt = startedAt
        self.endedAt = endedAt
    }

    package var value: JSONValue {
        var object: JSONObject = [
            "agent": JSONValue(agent), "content": .array(content), "isError": .bool(isError),
            "execution": [
                "duration_ms": JSONValue(endedAt.since(startedAt).microseconds / 1_000),
                "ended_at": .string(endedAt.description), "started_at": .string(startedAt.description),
            ],
            "reason": JSONValue(reason?.rawValue), "run_id": .string(runID.text),
            "status": .string(status.rawValue), "tool": JSONValue(tool),
        ]
        if let structuredContent { object["structuredContent"] = structuredContent }
        return .object(object)
    }

    /// The digest of the tool's answer, without names and times, so that equal answers have equal digests.
    package var digest: ContentDigest {
        ResultDocument.digest(content: .array(content), isError: .bool(isError), structured: structuredContent)
    }

    /// The digest of an answer, from the stored document of a finished run.
    static func digest(ofStored document: JSONValue) -> ContentDigest {
        // The document of a task has an output in the place of a tool's answer.
        if document["content"] == nil, let output = document["output"] { return TaskDocument.digest(of: output) }
        return digest(ofAnswer: document)
    }

    private static func digest(ofAnswer document: JSONValue) -> ContentDigest {
        digest(
            content: document["content"] ?? .null, isError: document["isError"] ?? .null,
            structured: document["structuredContent"])
    }

    private static func digest(content: JSONValue, isError: JSONValue, structured: JSONValue?) -> ContentDigest {
        var object: JSONObject = ["content": content, "isError": isError]
        if let structured { object["structuredContent"] = structured }
        return ContentDigest.of(.object(object))
    }
}
