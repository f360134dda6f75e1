import ReeveJSON
import Testing

@testable import ReeveSchema

@Suite struct SchemaCompilerTests {
    static func json(_ text: String) throws -> JSONValue { try JSONParser.parse(text) }

    /// Schema, code, keyword and pointer of the refusal.
    @Test(arguments: [
        (#"{"$schema":"https://example.com/mine"}"#, SchemaCompileError.Code.unknownDialect, "$schema", ""),
        (#"{"$schema":"http://json-schema.org/draft-03/schema#"}"#, .unknownDialect, "$schema", ""),
        (#"{"$schema":7}"#, .malformedKeyword, "$schema", ""), (#"{"$id":7}"#, .malformedKeyword, "$id", ""),
        (#"{"$id":"a#b"}"#, .malformedKeyword, "$id", ""), (#"{"$anchor":""}"#, .malformedKeyword, "$anchor", ""),
        (#"{"properties":{"a":{"type":"text"}}}"#, .malformedKeyword, "type", "/properties/a"),
        (#"{"type":[]}"#, .malformedKeyword, "type", ""), (#"{"type":7}"#, .malformedKeyword, "type", ""),
        (#"{"enum":7}"#, .malformedKeyword, "enum", ""), (#"{"required":"a"}"#, .malformedKeyword, "required", ""),
        (#"{"required":[1]}"#, .malformedKeyword, "required", ""),
        (#"{"minimum":"1"}"#, .malformedKeyword, "minimum", ""),
        (#"{"exclusiveMinimum":true}"#, .malformedKeyword, "exclusiveMinimum", ""),
        (#"{"multipleOf":0}"#, .malformedKeyword, "multipleOf", ""),
        (#"{"multipleOf":1234567890123456789012}"#, .unsupportedKeyword, "multipleOf", ""),
        (#"{"minLength":-1}"#, .malformedKeyword, "minLength", ""),
        (#"{"maxItems":1.5}"#, .malformedKeyword, "maxItems", ""),
        (#"{"uniqueItems":1}"#, .malformedKeyword, "uniqueItems", ""),
        (#"{"pattern":"("}"#, .invalidPattern, "pattern", ""), (#"{"pattern":1}"#, .malformedKeyword, "pattern", ""),
        (#"{"patternProperties":{"[":true}}"#, .invalidPattern, "patternProperties", ""),
        (#"{"format":1}"#, .malformedKeyword, "format", ""), (#"{"allOf":[]}"#, .malformedKeyword, "allOf", ""),
        (#"{"anyOf":{}}"#, .malformedKeyword, "anyOf", ""),
        (#"{"properties":[]}"#, .malformedKeyword, "properties", ""),
        (#"{"dependentRequired":[]}"#, .malformedKeyword, "dependentRequired", ""),
        (#"{"dependencies":[]}"#, .malformedKeyword, "dependencies", ""),
        (#"{"$ref":7}"#, .malformedKeyword, "$ref", ""),
        (##"{"$ref":"#/nowhere"}"##, .unresolvedReference, "$ref", ""),
        (##"{"$ref":"#nowhere"}"##, .unresolvedReference, "$ref", ""),
        (##"{"$ref":"#/%zz"}"##, .unresolvedReference, "$ref", ""),
        (##"{"$ref":"#/~2"}"##, .unresolvedReference, "$ref", ""),
        (##"{"$ref":"#/title","title":"x"}"##, .unresolvedReference, "$ref", ""),
        (#"{"items":{"$ref":"https://example.com/other.json"}}"#, .unresolvedReference, "$ref", "/items"),
        (#"{"$ref":"file:///etc/passwd"}"#, .unresolvedReference, "$ref", ""),
        (##"{"$dynamicRef":"#a"}"##, .unresolvedReference, "$dynamicRef", ""),
        (#"{"$dynamicRef":1}"#, .malformedKeyword, "$dynamicRef", ""),
        (
            ##"{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveRef":"#a"}"##, .malformedKeyword,
            "$recursiveRef", ""
        ),
        (#"{"$schema":"https://json-schema.org/draft/2020-12/schema","items":[true]}"#, .malformedKeyword, "items", ""),
        (#"{"prefixItems":[true],"items":[true]}"#, .malformedKeyword, "items", ""),
        (#"{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}"#, .duplicateIdentifier, "$anchor", "/$defs/a"),
        (#"{"$defs":{"a":{"$id":"x"},"b":{"$id":"x"}}}"#, .duplicateIdentifier, "$id", "/$defs/a"),
    ])
    func refusesWhatItCannotJudge(text: String, code: SchemaCompileError.Code, keyword: String, at pointer: String)
        throws
    {
        let schema = try Self.json(text)
        let error = #expect(throws: SchemaCompileError.self) { try CompiledSchema(compiling: schema) }
        #expect(error?.code == code, "\(text): \(String(describing: error))")
        #expect(error?.keyword == keyword)
        #expect(error?.pointer.description == pointer)
        #expect(error?.isRetryable == false)
    }

    @Test(arguments: ["7", "null", #""x""#, #"{"not":7}"#, #"{"properties":{"a":[]}}"#])
    func schemasAreObjectsOrBooleans(text: String) throws {
        let schema = try Self.json(text)
        let error = #expect(throws: SchemaCompileError.self) { try CompiledSchema(compiling: schema) }
        #expect(error?.code == .malformedKeyword)
    }

    @Test func unknownKeywordsAreAnnotations() throws {
        let schema = try CompiledSchema(compiling: ["x-order": 3, "nullable": true, "example": ["$ref": "#/nowhere"]])
        #expect(schema.isValid("anything"))
    }

    @Test func sizeDepthAndCountAreBounded() throws {
        func code(_ schema: JSONValue, _ options: SchemaOptions) -> SchemaCompileError.Code? {
            do throws(SchemaCompileError) {
                _ = try CompiledSchema(compiling: schema, options: options)
                return nil
            } catch {
                return error.code
            }
        }
        var deep: JSONValue = true
        for _ in 0..<100 { deep = ["not": deep] }
        #expect(code(deep, SchemaOptions()) == nil)
        #expect(code(deep, SchemaOptions(depthMaximum: 99)) == .tooDeep)
        let wide: JSONValue = ["allOf": .array([JSONValue](repeating: true, count: 200))]
        #expect(code(wide, SchemaOptions()) == nil)
        #expect(code(wide, SchemaOptions(valueMaximum: 200)) == .tooLarge)
        #expect(code(wide, SchemaOptions(subschemaMaximum: 200)) == .tooManySubschemas)
        #expect(
            code(["$ref": "https://json-schema.org/draft/2020-12/schema"], SchemaOptions(valueMaximum: 50)) == .tooLarge
        )
    }

    @Test func listsOfItemsAreUnderstoodWhereNoDialectIsNamed() throws {
        let schema = try CompiledSchema(
            compiling: ["items": [["type": "string"], ["type": "integer"]], "additionalItems": false])
        #expect(schema.isValid(["a", 1]))
        #expect(!schema.isValid([1, "a"]))
        #expect(!schema.isValid(["a", 1, 2]))
    }

    @Test func documentsGivenInTheOptionsAreKnown() throws {
        let options = SchemaOptions(documents: ["https://example.com/port": ["type": "integer", "maximum": 65_535]])
        let schema = try CompiledSchema(
            compiling: ["$id": "https://example.com/main", "properties": ["port": ["$ref": "port"]]], options: options)
        #expect(schema.isValid(["port": 80]))
        #expect(!schema.isValid(["port": 70_000]))
    }

    /// Each meta-schema is valid by itself, and refuses what it should.
    @Test(arguments: SchemaDialect.allCases) func metaschemasDescribeThemselves(dialect: SchemaDialect) throws {
        let document = try #require(Metaschemas.document(uri: dialect.uri))
        let schema = try CompiledSchema(
            compiling: ["$ref": .string(dialect.uri)], options: .init(defaultDialect: dialect))
        #expect(schema.validate(document) == [])
        #expect(!schema.isValid(["type": "text"]))
    }
}
