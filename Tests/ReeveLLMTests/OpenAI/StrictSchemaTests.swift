import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct StrictSchemaTests {
    private func object(_ property: JSONValue, _ more: JSONObject = [:]) -> JSONValue {
        var schema: JSONObject = [
            "type": "object", "properties": ["a": property], "required": ["a"], "additionalProperties": false,
        ]
        for member in more { schema[member.key] = member.value }
        return .object(schema)
    }

    @Test func closedObjectsOfKnownKeywordsAreStrict() {
        #expect(StrictSchema.allows(object(["type": "string", "enum": ["x"]])))
        #expect(StrictSchema.allows(object(["type": "array", "items": object(["type": "integer"])])))
        #expect(
            StrictSchema.allows(
                object(["anyOf": [["type": "null"], ["$ref": "#/$defs/x"]]], ["$defs": ["x": object([:])]])))
    }

    @Test func anythingElseIsNot() {
        let schemas: [JSONValue] = [
            true, [:], ["type": "object"], ["type": "array"], object(["type": "string", "pattern": "a"]),
            object(["type": "object"]), object([:], ["required": []]), object([:], ["additionalProperties": true]),
            object(["type": "array", "items": ["type": "object"]]), object([:], ["anyOf": [object([:])]]),
        ]
        for schema in schemas { #expect(!StrictSchema.allows(schema), "\(schema.canonicalText)") }
        let deep = (0..<100).reduce(object(["type": "string"])) { schema, _ in object(schema) }
        #expect(!StrictSchema.allows(deep))
    }
}
