import ReeveJSON
import ReeveTemplate
import TestSupport
import Testing

@Suite struct TemplateDocumentTests {
    private static let spec: JSONObject = [
        "system": "s", "user": "{{a}}", "partials": ["p": "x"], "variables": ["a": ["type": "string"]],
    ]

    private func version(_ change: (inout JSONObject) -> Void = { _ in }) -> TemplateVersion {
        var spec = Self.spec
        change(&spec)
        return TemplateDocument(spec: spec).version
    }

    @Test func aDefaultThatIsWrittenOutIsTheSameVersion() {
        #expect(version() == version { $0["variables"] = ["a": ["type": "string", "required": true]] })
        let empty: JSONObject = ["user": "u", "variables": [:], "partials": [:]]
        #expect(TemplateDocument(spec: empty).version == TemplateDocument(spec: ["user": "u"]).version)
    }

    static let edits: [Named<@Sendable (inout JSONObject) -> Void>] = [
        Named("system", { $0["system"] = "s " }),
        Named("no system", { $0["system"] = nil }),
        Named("user", { $0["user"] = "{{ a }}" }),
        Named("a partial", { $0["partials"] = ["p": "y"] }),
        Named("a partial's name", { $0["partials"] = ["q": "x"] }),
        Named("a type", { $0["variables"] = ["a": ["type": "number"]] }),
        Named("a default", { $0["variables"] = ["a": ["type": "string", "default": "x"]] }),
        Named("a schema", { $0["variables"] = ["a": ["type": "string", "schema": ["minLength": 1]]] }),
        Named("required", { $0["variables"] = ["a": ["type": "string", "required": false]] }),
    ]

    @Test(arguments: edits) func everyEditIsANewVersion(edit: Named<@Sendable (inout JSONObject) -> Void>) {
        #expect(version(edit.value) != version())
    }

    @Test func aTextThatIsNotThereIsEmpty() throws {
        let prompt = try TemplateDocument(spec: ["user": "u"]).render([:])
        #expect((prompt.system, prompt.user) == ("", "u"))
    }
}
