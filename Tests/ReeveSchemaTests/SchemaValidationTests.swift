import ReeveJSON
import Testing

@testable import ReeveSchema

@Suite struct SchemaValidationTests {
    /// Schema, value, and the lines `schema pointer | message` of what is wrong.
    @Test(arguments: [
        (
            #"{"properties":{"max_count":{"maximum":50}}}"#, #"{"max_count":200}"#,
            ["/properties/max_count/maximum | /max_count: 200 is above the maximum 50"]
        ),
        (
            #"{"required":["b","a"],"additionalProperties":false}"#, #"{"x":1}"#,
            [
                "/required | (root): 'a' is missing", "/required | (root): 'b' is missing",
                "/additionalProperties | /x: this property is not allowed",
            ]
        ),
        (#"{"type":"string"}"#, "7", ["/type | (root): must be string, not number"]),
        (
            #"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#, #""a""#,
            ["/anyOf | (root): must be null or integer, not string"]
        ),
        (
            #"{"anyOf":[{"type":"integer","minimum":5},{"type":"null"}]}"#, "3",
            ["/anyOf/0/minimum | (root): 3 is below the minimum 5"]
        ),
        (
            #"{"oneOf":[{"minimum":1},{"minimum":2}]}"#, "3",
            ["/oneOf | (root): alternatives 0 and 1 both match; only one may"]
        ),
        (#"{"oneOf":[{"minimum":5},{"const":4}]}"#, "3", ["/oneOf | (root): matches none of the 2 alternatives"]),
        (
            #"{"items":{"minLength":2,"maxLength":3}}"#, #"["a","äöü","abcd"]"#,
            [
                "/items/minLength | /0: has 1 characters, fewer than 2",
                "/items/maxLength | /2: has 4 characters, more than 3",
            ]
        ),
        (#"{"enum":["open","closed"]}"#, #""secret""#, [#"/enum | (root): must be one of "open", "closed""#]),
        (#"{"const":1}"#, "2", ["/const | (root): must be 1"]),
        (#"{"pattern":"^a$"}"#, #""secret""#, ["/pattern | (root): does not match the pattern '^a$'"]),
        (#"{"format":"uuid"}"#, #""secret""#, ["/format | (root): is no uuid"]),
        (#"{"not":{"type":"null"}}"#, "null", ["/not | (root): is what the schema forbids"]),
        (#"{"properties":{"a/b":false}}"#, #"{"a/b":1}"#, ["/properties/a~1b | /a~1b: nothing is allowed here"]),
        (#"{"uniqueItems":true}"#, "[1,2,1.0]", ["/uniqueItems | (root): items 0 and 2 are the same"]),
        (
            #"{"minItems":2,"contains":{"const":1}}"#, "[3]",
            [
                "/minItems | (root): has 1 items, fewer than 2",
                "/contains | (root): no item is as the schema wants at least one to be",
            ]
        ),
        (#"{"maxItems":0}"#, "[3]", ["/maxItems | (root): has 1 items, more than 0"]),
        (#"{"contains":true,"minContains":2}"#, "[3]", ["/minContains | (root): 1 items match, fewer than 2"]),
        (#"{"contains":true,"maxContains":1}"#, "[3,4]", ["/maxContains | (root): 2 items match, more than 1"]),
        (#"{"minProperties":2}"#, "{}", ["/minProperties | (root): has 0 properties, fewer than 2"]),
        (#"{"maxProperties":0}"#, #"{"a":1}"#, ["/maxProperties | (root): has 1 properties, more than 0"]),
        (
            #"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#,
            ["/dependentRequired | (root): 'a' needs 'b' beside it"]
        ),
        (
            #"{"exclusiveMinimum":1,"multipleOf":0.5}"#, "0.7",
            ["/exclusiveMinimum | (root): 0.7 is not above 1", "/multipleOf | (root): 0.7 is not a multiple of 0.5"]
        ),
        (#"{"exclusiveMaximum":1}"#, "1", ["/exclusiveMaximum | (root): 1 is not below 1"]),
        (
            #"{"properties":{"a":true},"unevaluatedProperties":false}"#, #"{"a":1,"b":2}"#,
            ["/unevaluatedProperties | /b: this property is not allowed"]
        ),
        (
            #"{"prefixItems":[true],"unevaluatedItems":false}"#, "[1,2]",
            ["/unevaluatedItems | /1: this item is not allowed"]
        ),
        (
            ##"{"$defs":{"p":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/p"}}}"##, ##"{"a":"x"}"##,
            ["/$defs/p/type | /a: must be integer, not string"]
        ),
        (
            #"{"propertyNames":{"maxLength":1}}"#, #"{"ab":1}"#,
            ["/propertyNames/maxLength | /ab: has 2 characters, more than 1"]
        ),
        (
            #"{"if":{"minimum":5},"then":{"multipleOf":2}}"#, "7",
            ["/then/multipleOf | (root): 7 is not a multiple of 2"]
        ),
    ])
    func violationsSayWhereAndWhy(schema: String, value: String, expected: [String]) throws {
        let compiled = try CompiledSchema(compiling: JSONParser.parse(schema))
        let violations = compiled.validate(try JSONParser.parse(value))
        #expect(violations.map { "\($0.schema) | \($0.message)" } == expected)
        #expect(violations.allSatisfy { $0.code == .keywordFailed })
    }

    @Test func violationsAreCapped() throws {
        let schema = try CompiledSchema(compiling: ["items": false], options: .init(violationMaximum: 3))
        #expect(schema.validate(.array([JSONValue](repeating: 1, count: 100))).count == 3)
    }

    @Test func textIsComparedByScalars() throws {
        let schema = try CompiledSchema(compiling: ["enum": ["\u{E9}"]])
        #expect(schema.isValid("\u{E9}"))
        #expect(!schema.isValid("e\u{301}"))
        let unique = try CompiledSchema(compiling: ["uniqueItems": true])
        #expect(unique.isValid(["\u{E9}", "e\u{301}", "3", "4", "5", "6", "7", "8", "9"]))
        #expect(!unique.isValid(["\u{E9}", "\u{E9}", "3", "4", "5", "6", "7", "8", "9"]))
        let named = try CompiledSchema(compiling: ["properties": ["\u{E9}": false]])
        #expect(named.isValid(["e\u{301}": 1]))
    }

    @Test func multiplesAreExact() throws {
        func isValid(_ value: String, _ divisor: String) throws -> Bool {
            try CompiledSchema(compiling: ["multipleOf": JSONParser.parse(divisor)]).isValid(JSONParser.parse(value))
        }
        #expect(try isValid("0.3", "0.1"))
        #expect(try isValid("19.99", "0.01"))
        #expect(try !isValid("0.35", "0.1"))
        #expect(try isValid("1e308", "0.5"))
        #expect(try isValid("123456789012345678901234567890", "3"))
        #expect(try !isValid("123456789012345678901234567891", "3"))
        #expect(try isValid("-9223372036854775808", "-1".replacing("-", with: "")))
        #expect(try isValid("0", "7") && isValid("-21", "7") && !isValid("-20", "7"))
        #expect(try isValid("1e900000000", "999999999999999999e-900000000") == false)
    }
}
