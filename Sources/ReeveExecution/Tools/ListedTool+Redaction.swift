internal import ReeveJSON
package import ReeveMCP
package import ReeveRedaction

extension Redactor {
    /// A server's words about itself and its tools, as they are kept, compared and shown.
    ///
    /// A definition is compared by the digest of this form, so that what is stored is what was digested, and a token that a
    /// server writes into a description neither lies in the store nor changes the digest when it is rotated.
    package func redact(_ tools: [ListedTool]) -> [ListedTool] {
        let redactor = withoutFieldNames
        return tools.map { tool in
            // The properties of a schema may be called `password`; that is no secret.
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
