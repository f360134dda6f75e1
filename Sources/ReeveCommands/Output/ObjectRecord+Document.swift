import ReeveJSON
import ReeveModel
import ReeveStore

extension ObjectRecord {
    /// The object as a manifest document. What the store knows besides is under `status`.
    var document: JSONValue {
        var metadata = ((try? JSONParser.parse(self.metadata)) ?? .null).object ?? [:]
        metadata["name"] = .string(key.name)
        if let organization = key.organization { metadata["organization"] = .string(organization) }
        if let environment = key.environment { metadata["environment"] = .string(environment) }
        var status: JSONObject = [
            "uid": .string(uid.text), "generation": JSONValue(generation), "digest": .string(digest.description),
            "createdAt": .string(createdAt.description), "updatedAt": .string(updatedAt.description),
        ]
        if let owningSet { status["set"] = .string(owningSet) }
        if let source { status["source"] = .string("\(source.file):\(source.line)") }
        return [
            "apiVersion": "reeve/v1", "kind": .string(key.kind), "metadata": .object(metadata),
            "spec": (try? JSONParser.parse(spec)) ?? .null, "status": .object(status),
        ]
    }
}
