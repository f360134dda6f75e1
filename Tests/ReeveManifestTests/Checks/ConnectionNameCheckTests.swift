import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

/// Names of connections that are no references are judged by what manifests and store have.
@Suite struct ConnectionNameCheckTests {
    private static let connections = """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: git, organization: acme, environment: dev}
        spec: {transport: stdio, command: [git]}
        ---
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: web, organization: acme, environment: prod}
        spec: {transport: stdio, command: [web], serverVersion: 1.0.0}
        ---

        """

    private func found(_ document: String, stored: [ObjectKey]? = nil, more: String = "") throws -> [String] {
        let text = ManifestSample.ground + Self.connections + "apiVersion: reeve/v1\n" + document + "\n" + more
        let set = try ManifestSample.load(text)
        return SetChecks.checkNames(set, stored: stored.map { StoredKeys($0) }).map {
            #expect($0.severity == .warning && $0.code == "reference.unknown-connection" && $0.range != nil)
            return $0.message + ($0.label.map { "; " + $0 } ?? "")
        }
    }

    private static func policy(_ target: String, binding: String = "{scope: org, id: acme}", in scope: String = "")
        -> String
    {
        """
        kind: Policy
        metadata: {name: p, organization: acme\(scope)}
        spec:
          bindings: [\(binding)]
          rules: [{id: r, action: tool.invoke, target: '\(target)', effect: deny}]
        """
    }

    @Test(arguments: [
        ("tool:gti/push", "'rules.0.target' of Policy 'p' names the connection 'gti'"),
        ("tool:gti/*", "'rules.0.target' of Policy 'p' names the connection 'gti'"),
    ]) func aTargetWithoutItsConnectionIsTold(_ target: String, _ words: String) throws {
        #expect(try found(Self.policy(target), stored: []) == [words + ", which does not exist; did you mean 'git'?"])
        let alone = try found(Self.policy(target))
        #expect(alone == [words + ", which these manifests do not declare; did you mean 'git'?"])
        #expect(try found(Self.policy(target), stored: [Self.stored("gti", "dev")]) == [])
    }

    private static func stored(_ name: String, _ environment: String) -> ObjectKey {
        ObjectKey(kind: "Connection", organization: "acme", environment: environment, name: name)
    }

    @Test func whatOnlyTheStoreMayHaveIsNotToldWithoutOne() throws {
        #expect(try found(Self.policy("tool:warehouse/ship")) == [])
        #expect(
            try found(Self.policy("tool:warehouse/ship"), stored: []) == [
                "'rules.0.target' of Policy 'p' names the connection 'warehouse', which does not exist"
            ])
        #expect(try found(Self.policy("tool:ware*/ship")) == [])
        #expect(
            try found(Self.policy("tool:ware*/ship"), stored: []) == [
                "'rules.0.target' of Policy 'p' asks for 'ware*', and no connection has such a name"
            ])
    }

    @Test(arguments: ["tool:git/push", "tool:g*/push", "tool:*/push", "tool:**", "tool:reeve/x", "tool:web/*"])
    func whatMayMeetAConnectionIsNotTold(target: String) throws {
        #expect(try found(Self.policy(target), stored: []) == [])
    }

    @Test func aStarAloneIsNoNameWhereNoConnectionIsThereYet() throws {
        let text = ManifestSample.ground + "apiVersion: reeve/v1\n" + Self.policy("tool:*/push")
        #expect(SetChecks.checkNames(try ManifestSample.load(text), stored: StoredKeys([])).isEmpty)
    }

    @Test func anEnvironmentSeesItsOwnConnections() throws {
        let inDev = Self.policy("tool:web/get", in: ", environment: dev")
        #expect(try found(inDev, stored: []).count == 1)
        #expect(try found(inDev, stored: [Self.stored("web", "dev")]) == [])
    }

    @Test func bindingsAllowListsAndLimitsAreLookedThrough() throws {
        #expect(
            try found(Self.policy("tool:git/*", binding: "{scope: tool, id: gti/*}"), stored: []) == [
                "'bindings.0.id' of Policy 'p' names the connection 'gti', which does not exist; did you mean 'git'?"
            ])
        let agent =
            "kind: Agent\nmetadata: {name: bot, organization: acme, environment: dev}\n"
            + "spec: {connection: git, tools: [log, git/log, gti/log, '**']}"
        #expect(
            try found(agent, stored: []) == [
                "'tools.2' of Agent 'bot' names the connection 'gti', which does not exist; did you mean 'git'?"
            ])
        let limit =
            "kind: Limit\nmetadata: {name: calm, organization: acme}\n"
            + "spec: {scope: {tool: gti/*, connection: gti}, concurrency: 1}"
        #expect(
            try found(limit, stored: []) == [
                "'scope.tool' of Limit 'calm' names the connection 'gti', which does not exist; did you mean 'git'?",
                "'scope.connection' of Limit 'calm' names the connection 'gti', which does not exist; did you mean 'git'?",
            ])
    }

    @Test func aFormerNameIsToldWithTheNewOne() throws {
        let renamed = "---\n" + Self.connections.replacing("name: git,", with: "name: vcs, renamedFrom: git,")
        let text = ManifestSample.ground + "apiVersion: reeve/v1\n" + Self.policy("tool:git/push") + "\n" + renamed
        let found = SetChecks.checkNames(
            try ManifestSample.load(text), stored: StoredKeys([Self.stored("git", "dev")]))
        #expect(found.map(\.label) == ["did you mean 'vcs'?"])
    }

    @Test func whatCannotBeReadOrMovesMayBringTheConnection() throws {
        let policy = Self.policy("tool:gti/push")
        #expect(try found(policy, stored: [], more: "---\napiVersion: reeve/v1\nkind: Connection\nmetadata: 1\n") == [])
        let moved =
            "---\napiVersion: reeve/v1\nkind: Environment\n"
            + "metadata: {name: night, organization: acme, renamedFrom: day}\n"
        #expect(try found(policy, stored: [], more: moved) == [])
    }
}
