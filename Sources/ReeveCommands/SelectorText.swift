import ArgumentParser
import ReeveJSON
import ReeveOperations

/// Selectors of objects, in the form that options have.
enum SelectorText {
    /// Reads `team=platform,tier=1`. The result is empty for nil.
    static func labels(_ selector: String?) throws -> [String: String] {
        var labels: [String: String] = [:]
        for pair in selector?.split(separator: ",") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("-l takes key=value, not '\(pair)'") }
            labels[parts[0]] = parts[1]
        }
        return labels
    }

    /// Reads `active=true`, or `limits.calls=3` for a nested field.
    static func field(_ text: String) throws -> ObjectQuery.FieldTest {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("--field takes field=value, not '\(text)'") }
        return ObjectQuery.FieldTest(
            pointer: JSONPointer(tokens: parts[0].split(separator: ".").map(String.init)), value: parts[1])
    }
}
