import ReeveJSON

/// What a manifest says about a tool; the definition itself belongs to `tools sync`.
package struct ToolSpec: Sendable {
    package enum Risk: String, Sendable, CaseIterable {
        case low
        case medium
        case high
    }

    package enum Trait: String, Sendable, CaseIterable {
        case privateData = "private-data"
        case untrustedContent = "untrusted-content"
        case outbound
        case destructive
    }

    package let connection: String
    package let tool: String
    package let isEnabled: Bool
    package let isIdempotent: Bool
    package let isReadOnly: Bool?
    package let coerces: Bool
    /// Nil where nothing is declared: policy counts it as high.
    package let risk: Risk?
    /// Nil where nothing is declared: policy counts it as every trait.
    package let traits: [Trait]?
    package let timeout: Duration?
    package let maxOutputBytes: Int64
    package let inputSchema: JSONValue?

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: "Tool")
        connection = try reader.text("connection")
        tool = try reader.text("tool")
        isEnabled = try reader.flag("enabled")
        isIdempotent = try reader.flag("idempotent")
        isReadOnly = try reader.optionalFlag("readOnly")
        coerces = try reader.flag("coerce")
        risk = reader.has("risk") ? try reader.choice("risk", as: Risk.self) : nil
        if reader.has("traits") {
            var traits: [Trait] = []
            for text in try reader.texts("traits") {
                guard let trait = Trait(rawValue: text) else { throw reader.failure("traits") }
                traits.append(trait)
            }
            self.traits = traits
        } else {
            traits = nil
        }
        timeout = try reader.optionalDuration("timeout")
        guard let maxOutput = try reader.optionalSize("maxOutput") else { throw reader.failure("maxOutput") }
        maxOutputBytes = maxOutput
        inputSchema = reader.json("inputSchema")
    }

    package var address: ToolAddress { ToolAddress(connection: connection, tool: tool) }
}

extension KindDescription {
    package static let tool = KindDescription(
        kind: "Tool", plural: "tools", scope: .environment,
        summary: "What a manifest says about a tool of a connection; the definition itself comes from `tools sync`.",
        shape: ObjectShape(
            "Tool",
            [
                Field(
                    "connection", .reference(kind: "Connection"), .required, docs: "The server that offers the tool."),
                Field(
                    "tool", .text(.nonEmpty), .required, docs: "The server's own name of the tool; case counts.",
                    example: "git_log"),
                Field("enabled", .boolean, .defaulted(true), docs: "Whether it may be called at all."),
                Field(
                    "idempotent", .boolean, .defaulted(false),
                    docs: "Whether a call may be repeated when its outcome is not known."),
                Field("readOnly", .boolean, docs: "Whether it changes nothing; for people and reports."),
                Field(
                    "coerce", .boolean, .defaulted(false),
                    docs: "Turns top-level text into a number or boolean where the schema asks for one."),
                Field(
                    "risk", .choice([Choice("low"), Choice("medium"), Choice("high")]),
                    docs: "For policy conditions; not declared counts as high."),
                Field(
                    "traits",
                    .list(
                        .choice([
                            Choice("private-data"), Choice("untrusted-content"), Choice("outbound"),
                            Choice("destructive"),
                        ]), ListRule(isUnique: true)),
                    docs: "For policy conditions; not declared counts as every trait, `[]` as none."),
                Field(
                    "timeout", .duration(.milliseconds(1) ... .seconds(86_400)),
                    docs: "For one call; else the connection's."),
                .planned(
                    "readBack",
                    .object(
                        ObjectShape(
                            "readBack",
                            [
                                Field("tool", .toolAddress, .required, docs: "The tool that is asked."),
                                Field("arguments", .json, docs: "Its arguments, by JSON Pointer into the input."),
                            ])), docs: "A call that tells whether an effect happened."),
                Field(
                    "maxOutput", .size(1...1 << 30), .defaulted("1MiB"),
                    docs: "The largest result that is kept; a larger one fails the run with `output.invalid`."),
                Field(
                    "inputSchema", .jsonSchema,
                    docs: "Narrows the input; the server's own schema still holds, and both must pass."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: git-log, organization: acme, environment: prod}
            spec: {connection: git-ro, tool: git_log, idempotent: true, risk: low, traits: [private-data]}
            """,
        uniqueKeys: { spec, key in
            guard let connection = spec.string("connection"), let tool = spec.string("tool") else { return [] }
            return [
                UniqueKey(
                    name: "Tool.address", scope: key.scope.description, value: connection + "/" + tool,
                    pointer: JSONPointer(tokens: ["tool"]))
            ]
        })
}
