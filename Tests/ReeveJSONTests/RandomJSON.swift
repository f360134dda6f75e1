import ReeveJSON
import TestSupport

/// Small random documents with what can go wrong: empty collections, escapes, brackets in texts, deep nesting.
struct RandomJSON {
    var random: SeededGenerator

    mutating func object(depth: Int) -> JSONObject {
        let names = ["a", "labels", "protect", "ab", "é", "z9"]
        return JSONObject(
            (0..<Int.random(in: 0...4, using: &random)).map { _ in
                JSONObject.Member(
                    key: names.randomElement(using: &random) ?? "a", value: value(depth: depth))
            })
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return JSONValue(Int.random(in: -9...9, using: &random))
        case 3:
            return .string(
                ["", "\"", "\\", "},{", "[\"labels\":1]", "\n", "é🎈"].randomElement(using: &random) ?? "")
        case 4: return .array([])
        case 5: return .object(object(depth: depth - 1))
        default: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
        }
    }
}
