internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// `tools.jsonl`: the definitions that the calls were made of, so that a replay needs no server and no store.
struct RecordedTools: Sendable {
    static let fileName = "tools.jsonl"

    var tools: [ToolDefinition] = []
    var connections: [ConnectionStatus] = []

    mutating func add(_ json: JSONValue) throws(RecordingFault) {
        switch json["kind"]?.string {
        case "tool": tools.append(try ToolDefinition(recorded: json))
        case "connection": connections.append(try ConnectionStatus(recorded: json))
        default: throw RecordingFault("'kind' is neither tool nor connection")
        }
    }
}

extension ToolDefinition {
    var recorded: JSONValue {
        [
            "connection": .string(connection), "current": .bool(isCurrent),
            "definition": (try? JSONParser.parse(definition)) ?? .null, "digest": .string(digest.description),
            "environment": .string(environment), "id": .string(id.text), "kind": "tool",
            "organization": .string(organization), "status": .string(status.rawValue),
            "synced_at": .string(syncedAt.description), "tool": .string(tool), "version": .string(version),
        ]
    }

    init(recorded json: JSONValue) throws(RecordingFault) {
        guard let id = json["id"]?.string.flatMap({ ULID($0) }), let organization = json["organization"]?.string,
            let environment = json["environment"]?.string, let connection = json["connection"]?.string,
            let tool = json["tool"]?.string, let version = json["version"]?.string,
            let digest = json["digest"]?.string.flatMap({ ContentDigest($0) }), let definition = json["definition"],
            let status = json["status"]?.string.flatMap(Status.init), let isCurrent = json["current"]?.bool,
            let synced = json["synced_at"]?.string.flatMap({ Timestamp($0) })
        else { throw RecordingFault("a member of the tool is missing or of another type") }
        self.init(
            id: id, organization: organization, environment: environment, connection: connection, tool: tool,
            version: version, digest: digest, definition: definition.canonicalText, status: status,
            isCurrent: isCurrent, syncedAt: synced)
    }
}

extension ConnectionStatus {
    var recorded: JSONValue {
        var object: JSONObject = [
            "connection": .string(connection), "environment": .string(environment), "kind": "connection",
            "organization": .string(organization), "status": .string(status.rawValue),
        ]
        object["server"] = serverName.map(JSONValue.string)
        object["server_version"] = serverVersion.map(JSONValue.string)
        object["launch_digest"] = launchDigest.map { .string($0.description) }
        object["protocol"] = protocolRevision.map(JSONValue.string)
        return .object(object)
    }

    init(recorded json: JSONValue) throws(RecordingFault) {
        guard let organization = json["organization"]?.string, let environment = json["environment"]?.string,
            let connection = json["connection"]?.string, let status = json["status"]?.string.flatMap(Health.init)
        else { throw RecordingFault("a member of the connection is missing or of another type") }
        self.init(
            organization: organization, environment: environment, connection: connection, status: status,
            serverName: json["server"]?.string, serverVersion: json["server_version"]?.string,
            protocolRevision: json["protocol"]?.string,
            launchDigest: json["launch_digest"]?.string.flatMap { ContentDigest($0) })
    }
}
