import ReeveJSON
import ReeveModel
import Testing

@Suite struct ConnectionTransportTests {
    private func spec(_ more: JSONObject) throws -> ConnectionSpec {
        var spec: JSONObject = [
            "maxConcurrency": 1, "protocol": "auto", "sync": ["vanished": "keep"], "timeout": "30s",
        ]
        for member in more { spec[member.key] = member.value }
        return try ConnectionSpec(.object(spec))
    }

    private var stdio: JSONObject {
        [
            "transport": "stdio", "command": ["mcp-server-git"], "sandbox": ["bwrap", "--"],
            "env": ["GIT_TOKEN": "env:GIT_TOKEN", "LANG": "C"], "inheritEnv": ["PATH", "HOME"],
        ]
    }

    /// Pins and `reeve.lock` hold it: it never changes.
    @Test func theIdentityOfAStdioServerCoversWhatIsStarted() throws {
        let launch: JSONValue = [
            "command": ["bwrap", "--", "mcp-server-git"], "workingDirectory": .null,
            "env": ["GIT_TOKEN": "env:GIT_TOKEN", "LANG": "C"], "inheritEnv": ["HOME", "PATH"],
        ]
        #expect(try spec(stdio).transport.identity == ContentDigest.of(launch))
    }

    @Test func theIdentityOfAStdioServerIsThatOfTheReleasesBefore() throws {
        #expect(
            try spec(stdio).transport.identity.description
                == "sha256:9246dca81cd9eca3c4a56d39bf0f96fda795f17ac1f2c22215bf1b643e7e2370")
    }

    @Test func onlyReferencesAreSecrets() throws {
        #expect(try spec(stdio).transport.secrets == [.environment("GIT_TOKEN")])
    }

    @Test(arguments: ["http", "sse"])
    func aTransportOfAnotherVersionIsKnownByName(name: String) throws {
        guard case .planned(let planned) = try spec(["transport": .string(name)]).transport else {
            Issue.record("\(name) is read as another transport")
            return
        }
        #expect(planned.rawValue == name)
    }

    @Test func anUnknownTransportIsNoSpec() {
        #expect(throws: SpecError.self) { try spec(["transport": "carrier-pigeon"]) }
    }
}
