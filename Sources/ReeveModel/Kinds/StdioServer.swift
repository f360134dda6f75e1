import ReeveJSON

/// How a server that is a child process is started: the payload of `transport: stdio`.
package struct StdioServer: Sendable {
    package struct Limits: Sendable {
        package let cpu: Duration?
        package let memory: Int64?
        package let files: Int?
    }

    /// The argument list; never passed to a shell.
    package let command: [String]
    package let workingDirectory: String?
    /// Literal values and secret references, by variable name.
    package let environment: [(key: String, value: String)]
    package let inheritedVariables: [String]
    package let limits: Limits
    /// Arguments put in front of `command`.
    package let sandbox: [String]

    init(_ reader: SpecReader) throws(SpecError) {
        command = try reader.texts("command")
        workingDirectory = try reader.optionalText("workingDirectory")
        environment = try reader.textMap("env")
        inheritedVariables = try reader.texts("inheritEnv")
        let limits = try reader.nested("limits")
        self.limits = Limits(
            cpu: try limits?.optionalDuration("cpu"), memory: try limits?.optionalSize("memory"),
            files: try limits?.optionalInteger("files"))
        sandbox = try reader.texts("sandbox")
    }

    /// What the identity covers: argv, directory, names and references of the environment.
    var description: JSONValue {
        [
            "command": JSONValue(sandbox + command), "workingDirectory": JSONValue(workingDirectory),
            "env": .object(JSONObject(environment.map { JSONObject.Member(key: $0.key, value: .string($0.value)) })),
            "inheritEnv": JSONValue(inheritedVariables.sorted()),
        ]
    }
}
