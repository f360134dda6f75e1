import ReeveJSON

/// How the server of a Connection is reached.
///
///     switch spec.transport {
///     case .stdio(let server): start(server.sandbox + server.command)
///     case .planned(let name): throw notAvailable(name.rawValue)
///     }
package enum ConnectionTransport: Sendable {
    /// Transports that other versions of reeve may have written, and this one does not serve.
    package enum Planned: String, Sendable {
        case http
        case sse
    }

    /// A child process, spoken to over its standard input and output.
    case stdio(StdioServer)
    case planned(Planned)

    init(_ reader: SpecReader) throws(SpecError) {
        if try reader.text("transport") == "stdio" {
            self = .stdio(try StdioServer(reader))
        } else {
            self = .planned(try reader.choice("transport", as: Planned.self))
        }
    }

    /// The secrets that a session needs before it can be opened.
    package var secrets: [SecretReference] {
        switch self {
        case .stdio(let server): server.environment.compactMap { SecretReference($0.value) }
        case .planned: []
        }
    }

    /// The one digest that names the server: pins and `reeve.lock` hold it, sessions are shared by it, and what was agreed
    /// with the server is remembered under it. It covers references to secrets, never their values.
    package var identity: ContentDigest {
        switch self {
        case .stdio(let server): ContentDigest.of(server.description)
        case .planned(let name): ContentDigest.of(["transport": .string(name.rawValue)])
        }
    }
}
