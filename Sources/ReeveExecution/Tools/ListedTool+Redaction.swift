internal import ReeveJSON
package import ReeveMCP
package import ReeveRedaction

extension Redactor {
    /// A server's words about itself and its tools, in the form in which they are stored, compared and shown.
    ///
    /// The digest of a definition is made of this form, so that the stored text has the digest. A token that a server
    /// writes into a description is then not stored, and a new token does not change the digest.
    package func redact(_ tools: [ListedTool]) -> [ListedTool] {
        let redactor = withoutFieldNames
        return tools.map { tool in
            // A property of a schema may have the name `password`. That name is no secret.
            ListedTool(
                name: redactor.redact(tool.name).text, definition: redactor.redact(tool.definition).value)
        }
    }

    func redact(_ server: ServerDescription, _ tools: [ListedTool]) -> (ServerDescription, [ListedTool]) {
        var info = JSONObject()
        info["name"] = server.name.map { .string(redact($0).text) }
        info["version"] = server.version.map { .string(redact($0).text) }
        let described = ServerDescription(
            era: server.era, protocolVersion: redact(server.protocolVersion).text, info: .object(info),
            capabilities: server.capabilities, instructions: server.instructions.map { redact($0).text })
        return (described, redact(tools))
    }
}
