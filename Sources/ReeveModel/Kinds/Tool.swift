import ReeveJSON

/// What a manifest says about a tool; the definition itself belongs to `tools sync`.
package struct ToolSpec: Sendable {
    package let connection: String
    package let tool: String
    package let isEnabled: Bool
    package let isIdempotent: Bool
    package let isReadOnly: Bool?
    package let coerces: Bool
    /// Its inputs may hold literal secrets, which are sent and never kept.
    package let takesSecretText: Bool
    /// Nil where nothing is declared: policy counts it as high.
    package let risk: RiskLevel?
    /// Nil where nothing is declared: policy counts it as every trait.
    package let traits: [ToolTrait]?
    package let timeout: Duration?
    package let maxOutputBytes: Int64
    package let inputSchema: JSONValue?
    package let readBack: ReadBack?

    /// A call that may show that an earlier one had no effect, so that it can be made again.
    package struct ReadBack: Sendable {
        package enum Argument: Sendable, Hashable {
            /// Taken from the input of the earlier call.
            case input(JSONPointer, isOptional: Bool)
            case value(JSONValue)
        }

        package let tool: ToolAddress
        package let arguments: [(name: String, argument: Argument)]
        /// Tests of the result document; only where all are met nothing has happened.
        package let nothingHappened: [BatchSpec.Expectation]

        init(_ reader: SpecReader) throws(SpecError) {
            guard let address = ToolAddress(try reader.text("tool")) else { throw reader.failure("tool") }
            tool = address
            var arguments: [(name: String, argument: Argument)] = []
            for member in reader.json("arguments")?.object ?? [:] {
                if let text = member.value.string ?? member.value["input"]?.string, let pointer = JSONPointer(text) {
                    let isOptional = member.value["optional"]?.bool ?? false
                    arguments.append((member.key, .input(pointer, isOptional: isOptional)))
                } else if let value = member.value["value"] {
                    arguments.append((member.key, .value(value)))
                } else {
                    throw reader.failure("arguments")
                }
            }
            self.arguments = arguments
            var tests: [BatchSpec.Expectation] = []
            for test in try reader.nestedList("nothingHappened") { tests.append(try BatchSpec.Expectation(test)) }
            nothingHappened = tests
        }

        /// The arguments of the call that asks, for the input of the earlier call.
        ///
        /// - Throws: ``MissingArgument`` where the input does not have a value that is not optional: without it the
        ///   question would be another one.
        package func arguments(from input: JSONObject) throws(MissingArgument) -> JSONObject {
            var found = JSONObject()
            for (name, argument) in arguments {
                switch argument {
                case .value(let value): found[name] = value
                case .input(let pointer, let isOptional):
                    guard let value = pointer.resolve(in: .object(input)) else {
                        if isOptional { continue }
                        throw MissingArgument(name: name, pointer: pointer)
                    }
                    found[name] = value
                }
            }
            return found
        }

        package struct MissingArgument: Error, Sendable, Hashable {
            package let name: String
            package let pointer: JSONPointer
        }
    }

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.tool)
        connection = try reader.text("connection")
        tool = try reader.text("tool")
        isEnabled = try reader.flag("enabled")
        isIdempotent = try reader.flag("idempotent")
        isReadOnly = try reader.optionalFlag("readOnly")
        coerces = try reader.flag("coerce")
        takesSecretText = try reader.optionalFlag("takesSecretText") ?? false
        risk = reader.has("risk") ? try reader.choice("risk", as: RiskLevel.self) : nil
        if reader.has("traits") {
            var traits: [ToolTrait] = []
            for text in try reader.texts("traits") {
                guard let trait = ToolTrait(rawValue: text) else { throw reader.failure("traits") }
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
        if let nested = try reader.nested("readBack") { readBack = try ReadBack(nested) } else { readBack = nil }
    }

    package var address: ToolAddress { ToolAddress(connection: connection, tool: tool) }
}

extension KindName {
    package static let tool = "Tool"
}

extension KindDescription {
    package static let tool = KindDescription(
        kind: KindName.tool, plural: "tools", scope: .environment,
        summary: "What a manifest says about a tool of a connection; the definition itself comes from `tools sync`.",
        shape: ObjectShape(
            KindName.tool,
            [
                Field(
                    "connection", .reference(kind: KindName.connection), .required,
                    docs: "The server that offers the tool."),
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
                    "takesSecretText", .boolean,
                    docs:
                        "Takes inputs in which a literal has the shape of a secret, such as the text that a scanner is to look through; others are refused at submission. What is stored, shown and logged is the redacted form, so only the process that submits such an input can make the call. A secret that the tool needs is passed by `fromSecret` and needs no such declaration."
                ),
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
                Field(
                    "readBack", .object(toolReadBack),
                    docs:
                        "A call that is asked before a call whose outcome is not known is made again; it is repeated only where this shows that nothing happened.",
                    example: [
                        "tool": "desk/find_ticket", "arguments": ["reference": "/reference"],
                        "nothingHappened": [["path": "/structuredContent/found", "equals": false]],
                    ]),
                Field(
                    "maxOutput", .size(1...1 << 30), .defaulted("1MiB"),
                    docs: "The largest result that is kept; a larger one fails the run with `output.invalid`."),
                Field(
                    "inputSchema", .jsonSchema,
                    docs:
                        "Narrows the input; the server's own schema still holds, and both must pass. It is also the way out where the server's schema cannot be used, so that calls are refused as `schema.unusable`: an unknown `$schema`, a `$ref` that leads nowhere, or forms of draft 4 (such as `exclusiveMinimum: true`) without its `$schema`. Then this schema holds in the place of the server's.",
                    example: [
                        "type": "object", "properties": ["count": ["type": "integer", "exclusiveMinimum": 0]],
                        "required": ["count"], "additionalProperties": false,
                    ]),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: git-log, organization: acme, environment: prod}
            spec: {connection: git-ro, tool: git_log, idempotent: true, risk: low, traits: [private-data]}
            """,
        notes: [
            "The default limit is \(LimitSpec.defaultWords), where no Limit names the tool; `reeve explain limit` says more."
        ],
        uniqueKeys: { spec, key in
            guard let connection = spec.string("connection"), let tool = spec.string("tool") else { return [] }
            return [
                UniqueKey(
                    name: KindName.tool + ".address", scope: key.scope.description, value: connection + "/" + tool,
                    pointer: JSONPointer(tokens: ["tool"]))
            ]
        },
        checks: [.inputSchema, .readBack], roles: [.policy, .gate],
        riskRule: .ofUpdates(.permissionWidened, ToolRisks.details), viewName: "tool_declarations")
    private static let toolReadBack = ObjectShape(
        "readBack",
        [
            Field(
                "tool", .toolAddress, .required,
                docs: "The tool that is asked, by the same agent and through the same gate; it must change nothing.",
                example: "desk/find_ticket"),
            Field(
                "arguments",
                .map(
                    keys: .nonEmpty,
                    values: .byForm(
                        scalar: .text(.jsonPointer), sequence: nil,
                        mapping: .object(
                            readBackArgument))),
                .defaulted([:]),
                docs:
                    "Its arguments by name: a JSON Pointer into the input of the call in doubt, or `{value: ...}`. Where the input has no such value, nothing is asked and the run stays interrupted, unless it is `{input: /pointer, optional: true}`.",
                example: ["reference": "/reference", "limit": ["value": 1]]),
            Field(
                "nothingHappened", .list(.object(readBackTest), ListRule(minimumCount: 1)), .required,
                docs:
                    "Tests of the answer, as in a batch's `expect`. All must be met; an answer that does not meet them, or none, leaves the run interrupted."
            ),
        ])

    private static let readBackArgument = ObjectShape(
        "argument", exactlyOne: [["value", "input"]],
        [
            Field("value", .json, docs: "This value as it is."),
            Field("input", .text(.jsonPointer), docs: "Where it stands in the input."),
            Field("optional", .boolean, .defaulted(false), docs: "Left out where the input does not have it."),
        ])

    private static let readBackTest = ObjectShape(
        "test",
        [
            Field("path", .text(.jsonPointer), .required, docs: "Into the result document; goes with one test."),
            Field("schema", .jsonSchema, docs: "The value at `path` is valid by this schema."),
        ] + argumentTestFields)
}
