import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import TestSupport
import Testing

@Suite struct ToolLockTests {
    /// What another reader of YAML reads.
    private func read(_ text: String) throws -> JSONValue {
        let program = """
            import json, sys, yaml
            print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))
            """
        return try JSONParser.parse(try #require(Python.run(program, input: text)).output)
    }

    @Test func lockFileIsSortedAndReadsBack() throws {
        let digest = ContentDigest.of([7])
        let lock = try ToolLock([
            "b/prod": ["x": .string(digest.description)],
            "acme/prod": ["git/log": .string(digest.description), "git": .string(digest.description)],
        ])
        let text = lock.yamlText
        #expect(text.hasPrefix("acme/prod:\n  git: sha256:"))
        #expect(try ToolLock(read(text)[0] ?? .null) == lock)
        for broken: JSONValue in [
            [], ["acme": [:]], ["a/b": []], ["a/b": ["c": "x"]], ["a/b": ["c": 1]], ["a/b": ["": "x"]],
        ] {
            #expect(throws: ToolLockError.self) { try ToolLock(broken) }
        }
    }
}
