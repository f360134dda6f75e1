import ReeveJSON
import Testing

@testable import ReeveTemplate

@Suite struct TemplateShapeTests {
    private func shape(_ type: TemplateVariable.ValueType?, _ schema: JSONValue? = nil) -> TemplateShape {
        TemplateShape(TemplateVariable(name: "v", type: type, schema: schema))
    }

    @Test func aSchemaThatMayAddMembersLeavesThemOpen() {
        let properties: JSONObject = ["properties": ["a": ["type": "string"]]]
        #expect(shape(.object, .object(properties)) == .object(["a": .scalar(.string)]))
        for keyword in ["$ref", "allOf", "anyOf", "oneOf", "if", "patternProperties", "additionalProperties"] {
            var schema = properties
            schema[keyword] = keyword == "additionalProperties" ? true : [:]
            #expect(shape(.object, .object(schema)) == .object(nil), "\(keyword)")
        }
        #expect(shape(.object) == .object(nil))
    }

    @Test func theSchemaOfASchemaWithoutATypeIsUnknown() {
        #expect(shape(nil) == .unknown)
        #expect(shape(nil, ["type": "array", "items": ["type": "number"]]) == .list(.scalar(.number)))
        #expect(shape(.array, ["items": ["type": ["string", "null"]]]) == .list(.unknown))
    }

    @Test func aSchemaThatIsDeepEndsInTheUnknown() {
        var schema: JSONValue = ["type": "string"]
        for _ in 0..<1_000 { schema = ["type": "array", "items": schema] }
        var (found, depth) = (shape(.array, schema), 0)
        while case .list(let inner) = found { (found, depth) = (inner, depth + 1) }
        #expect(found == .unknown)
        #expect(depth < 20)
    }
}
