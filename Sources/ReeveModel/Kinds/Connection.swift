import ReeveJSON

/// An MCP server and how to start it.
package struct ConnectionSpec: Sendable {
    package enum Vanished: String, Sendable {
        case disable
        case keep
    }

    package let transport: ConnectionTransport
    /// `auto`, `modern`, `legacy` or a revision.
    package let protocolPreference: String
    package let serverVersion: String?
    package let timeout: Duration
    package let maxConcurrency: Int
    package let vanished: Vanished

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.connection)
        transport = try ConnectionTransport(reader)
        protocolPreference = try reader.text("protocol")
        serverVersion = try reader.optionalText("serverVersion")
        timeout = try reader.duration("timeout")
        maxConcurrency = try reader.integer("maxConcurrency")
        guard let sync = try reader.nested("sync") else { throw reader.failure("sync") }
        vanished = try sync.choice("vanished", as: Vanished.self)
    }
}

extension KindName {
    package static let connection = "Connection"
}

extension KindDescription {
    package static let connection = KindDescription(
        kind: KindName.connection, plural: "connections", aliases: ["conn"], scope: .environment,
        summary: "An MCP server and how to start it.",
        shape: ObjectShape(
            KindName.connection,
            [
                Field(
                    "transport",
                    .choice([
                        Choice("stdio", "a child process"), Choice("http", "Streamable HTTP", planned: true),
                        Choice("sse", "HTTP+SSE of 2024-11-05", planned: true),
                    ]), .required, docs: "How the server is reached."),
                Field(
                    "command", .list(.text(.nonEmpty), ListRule(minimumCount: 1, maximumCount: 256)),
                    docs:
                        "The argument list; never a shell line. A bare name is looked up in the PATH that the child gets.",
                    example: ["mcp-server-git"], binding: .whenRead,
                    condition: .required(when: "transport", is: "stdio")),
                Field(
                    "workingDirectory", .text(.path), docs: "From the project root, which is its default.",
                    binding: .whenRead, condition: .only(when: "transport", is: "stdio")),
                Field(
                    "env", .map(keys: .variableName, values: .secretOrText),
                    docs:
                        "Variables of the child. A value that is a secret reference (`env:NAME`, `file:PATH`) is read at the start of the server.",
                    example: ["GIT_TOKEN": "env:GIT_TOKEN"], binding: .whenRead,
                    condition: .only(when: "transport", is: "stdio")),
                Field(
                    "inheritEnv", .list(.text(.variableName), ListRule(isUnique: true)),
                    docs: "Variables that the child gets from the process that runs it; nothing else is passed on.",
                    example: ["PATH"], condition: .only(when: "transport", is: "stdio")),
                Field(
                    "limits",
                    .object(
                        ObjectShape(
                            "limits",
                            [
                                Field(
                                    "cpu", .duration(.seconds(1) ... .seconds(86_400)),
                                    docs: "Processor time (RLIMIT_CPU), whole seconds."),
                                Field("memory", .size(1 << 20...1 << 50), docs: "Data size (RLIMIT_DATA)."),
                                Field("files", .integer(16...1_048_576), docs: "Open files (RLIMIT_NOFILE)."),
                            ])), docs: "Resource limits of the child.", condition: .only(when: "transport", is: "stdio")
                ),
                Field(
                    "sandbox", .list(.text(.nonEmpty), ListRule(maximumCount: 256)),
                    docs: "A wrapper's arguments, put in front of `command`.", binding: .whenRead,
                    condition: .only(when: "transport", is: "stdio")),
                .planned("endpoint", .text(.url), docs: "The server's URL: https, or loopback."),
                .planned("headers", .map(keys: .nonEmpty, values: .secretOrText), docs: "Further request headers."),
                .planned(
                    "tls",
                    .object(
                        ObjectShape(
                            "tls",
                            [
                                Field("ca", .secretReference, docs: "Own certificate authority."),
                                Field("cert", .secretReference, docs: "Client certificate."),
                                Field("key", .secretReference, docs: "Client key.", isSensitive: true),
                            ])), docs: "TLS material."),
                .planned("egress", .list(.text(.nonEmpty), ListRule()), docs: "Hosts that may be connected to."),
                Field(
                    "auth",
                    .choice([
                        Choice("none"), Choice("bearer", planned: true), Choice("basic", planned: true),
                        Choice("mtls", planned: true), Choice("oauth", planned: true),
                    ]), .defaulted("none"), docs: "How the client proves itself over HTTP."),
                .planned("secretRef", .secretReference, docs: "The credential of `auth`."),
                .planned(
                    "oauth",
                    .object(
                        ObjectShape(
                            "oauth",
                            [
                                Field("clientId", .text(.nonEmpty), docs: "The client's id."),
                                Field("scopes", .list(.text(.nonEmpty), ListRule()), docs: "Scopes asked for."),
                                Field("issuer", .text(.url), docs: "Compared byte for byte."),
                            ])), docs: "OAuth 2.1 client credentials."),
                Field(
                    "protocol",
                    .choice([
                        Choice("auto", "found out and remembered"), Choice("modern", "2026-07-28"),
                        Choice("legacy", "the newest legacy revision that both know"), Choice("2024-11-05"),
                        Choice("2025-03-26"),
                        Choice("2025-06-18"), Choice("2025-11-25"), Choice("2026-07-28"),
                    ]), .defaulted("auto"), docs: "The MCP revision."),
                Field(
                    "serverVersion", .text(.nonEmpty),
                    docs: "Compared with what the server says of itself when connecting.", example: "2026.10.19"),
                Field(
                    "timeout", .duration(.milliseconds(1) ... .seconds(86_400)), .defaulted("30s"),
                    docs: "For one call, where neither item nor Tool says otherwise; also for the start of the server."),
                Field(
                    "maxConcurrency", .integer(1...256), .defaulted(4),
                    docs: "Sessions at once. A stdio session serves one call at a time."),
                Field(
                    "sync",
                    .object(
                        ObjectShape(
                            "sync",
                            [
                                Field(
                                    "vanished", .choice([Choice("disable"), Choice("keep")]), .defaulted("disable"),
                                    docs: "Whether a tool that the server no longer lists may still be called.")
                            ])), .defaulted(["vanished": "disable"]), docs: "What `tools sync` does."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: git-ro, organization: acme, environment: prod}
            spec:
              transport: stdio
              command: [mcp-server-git]
              inheritEnv: [PATH]
              env: {GIT_TOKEN: "env:GIT_TOKEN"}
              serverVersion: 2026.10.19
              timeout: 20s
            """,
        checks: [.reservedName, .command, .launchSecret], roles: .gate,
        riskRule: RiskRule(judgesCreates: true) { change in
            guard !change.isDelete else { return [] }
            let arguments = (change.after["sandbox"]?.array ?? []) + (change.after["command"]?.array ?? [])
            let program = arguments.first?.string ?? "nothing"
            if change.isCreate { return [PlannedRisk(.launchChanged, "starts " + program)] }
            let changed = launchFields.filter { change.differs($0) }
            guard !changed.isEmpty else { return [] }
            return [PlannedRisk(.launchChanged, "starts \(program): \(changed.joined(separator: ", "))")]
        })

    /// The fields that decide what is started; the values of `env` count too.
    private static let launchFields = ["command", "workingDirectory", "sandbox", "env", "inheritEnv", "transport"]
}
