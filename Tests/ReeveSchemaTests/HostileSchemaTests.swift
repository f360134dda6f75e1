import ReeveJSON
import Testing

@testable import ReeveSchema

@Suite struct HostileSchemaTests {
    private func codes(_ schema: String, _ value: JSONValue, _ options: SchemaOptions = .init()) throws
        -> [SchemaViolation.Code]
    {
        let compiled = try CompiledSchema(compiling: JSONParser.parse(schema), options: options)
        let violations = compiled.validate(value)
        #expect(compiled.isValid(value) == violations.isEmpty)
        return violations.map(\.code)
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##, ##"{"not":{"$ref":"#"}}"##,
        ##"{"anyOf":[true,{"$ref":"#"}],"if":{"$ref":"#"}}"##, ##"{"not":{"not":{"$ref":"#"}}}"##,
        ##"{"$dynamicRef":"#"}"##, ##"{"$dynamicAnchor":"a","$dynamicRef":"#a"}"##,
    ])
    func endlessReferencesEnd(schema: String) throws {
        #expect(try codes(schema, 1).last == .depthExceeded)
    }

    @Test func branchingReferencesRunOutOfSteps() throws {
        // Each level asks twice for the next: two to the power of sixty without a budget.
        var definitions: [JSONObject.Member] = [.init(key: "l60", value: true)]
        for level in 0..<60 {
            let next: JSONValue = ["$ref": .string("#/$defs/l\(level + 1)")]
            definitions.append(.init(key: "l\(level)", value: ["allOf": [next, next]]))
        }
        let tree = JSONValue.object(JSONObject(definitions))
        for schema: JSONValue in [
            ["$ref": "#/$defs/l0", "$defs": tree], ["not": ["$ref": "#/$defs/l0"], "$defs": tree],
        ] {
            let violations = try CompiledSchema(compiling: schema).validate(1)
            #expect(violations.map(\.code) == [.stepBudgetExceeded])
        }
    }

    @Test func aPatternOutOfBudgetNeverMakesAValueValid() throws {
        let text = JSONValue.string(String(repeating: "a", count: 50) + "!")
        for schema in [
            #"{"pattern":"^(a|a)*$"}"#, #"{"not":{"pattern":"^(a|a)*$"}}"#, #"{"anyOf":[{"pattern":"^(a|a)*$"},true]}"#,
            #"{"if":{"pattern":"^(a|a)*$"}}"#,
        ] {
            #expect(try codes(schema, text) == [.patternBudgetExceeded], "\(schema)")
        }
        let named = #"{"patternProperties":{"^(a|a)*$":false}}"#
        #expect(
            try codes(named, .object(JSONObject([.init(key: text.string ?? "", value: 1)]))) == [.patternBudgetExceeded]
        )
    }

    @Test func deepValuesEnd() throws {
        var value: JSONValue = 1
        for _ in 0..<2_000 { value = [value] }
        #expect(try codes(##"{"items":{"$ref":"#"}}"##, value) == [.depthExceeded])
        #expect(try codes(##"{"unevaluatedItems":{"$ref":"#"}}"##, value) == [.depthExceeded])
    }

    @Test func uniqueItemsOfManyIsNotQuadratic() throws {
        let many = JSONValue.array((0..<200_000).map { JSONValue($0) })
        #expect(try codes(#"{"uniqueItems":true}"#, many) == [])
    }

    @Test func oneSchemaServesSeveralThreads() async throws {
        let compiled = try CompiledSchema(compiling: ["properties": ["n": ["type": "integer", "maximum": 10]]])
        let wrong = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    (0..<1_000).count { compiled.isValid(["n": JSONValue($0 % 20)]) != ($0 % 20 <= 10) }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
