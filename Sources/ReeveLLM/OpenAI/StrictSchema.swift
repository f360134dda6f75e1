internal import ReeveJSON

/// Whether OpenAI's strict mode takes a schema. It refuses requests with any other, while every schema may be sent without
/// that mode, as a hint that the model mostly follows.
enum StrictSchema {
    private static let keywords: Set<String> = [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs",
        "description", "title",
    ]
    private static let depthMax = 10

    static func allows(_ schema: JSONValue) -> Bool {
        schema["type"] == "object" && schema["anyOf"] == nil && allows(schema, depth: 0)
    }

    private static func allows(_ schema: JSONValue, depth: Int) -> Bool {
        guard let object = schema.object, depth < depthMax, object.keys.allSatisfy(keywords.contains) else {
            return false
        }
        if object["type"] == "object" || object["properties"] != nil {
            let properties = Set(object["properties"]?.object?.keys ?? [])
            let required = Set(object["required"]?.array?.compactMap(\.string) ?? [])
            guard object["additionalProperties"] == false, required == properties else { return false }
        }
        let lists = (object["anyOf"]?.array ?? []) + [object["items"]].compactMap(\.self)
        let maps = ["properties", "$defs"].flatMap { object[$0]?.object.map(Array.init) ?? [] }.map(\.value)
        return (lists + maps).allSatisfy { allows($0, depth: depth + 1) }
    }
}
