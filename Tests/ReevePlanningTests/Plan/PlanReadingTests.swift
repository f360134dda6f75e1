import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanReadingTests {
    @Test func savedPlanReadsBack() throws {
        let plan = try Sample.richPlan()
        #expect(try Plan(savedJSON: plan.json(.saved)).json(.saved) == plan.json(.saved))
    }

    @Test func shownPlanCannotBeApplied() throws {
        let shown = try Sample.richPlan().json()
        #expect { try Plan(savedJSON: shown) } throws: { ($0 as? PlanFileError)?.code == .notSaved }
    }

    private static func replacing(_ path: ArraySlice<String>, in value: JSONValue, with other: JSONValue) -> JSONValue {
        guard let token = path.first else { return other }
        if var elements = value.array, let index = Int(token) {
            elements[index] = replacing(path.dropFirst(), in: elements[index], with: other)
            return .array(elements)
        }
        var object = value.object ?? [:]
        object[token] = replacing(path.dropFirst(), in: object[token] ?? .null, with: other)
        return .object(object)
    }

    @Test func tamperedPlanIsRefused() throws {
        let text = try Sample.richPlan().json(.saved).canonicalText
        for (old, new) in [("env:NEW", "env:EVIL"), ("\"expected_generation\":0", "\"expected_generation\":1")] {
            var parts = text.split(separator: old, omittingEmptySubsequences: false).map(String.init)
            #expect(parts.count > 1)
            parts = [parts.joined(separator: new)]
            let tampered = try JSONParser.parse(parts[0])
            #expect { try Plan(savedJSON: tampered) } throws: { ($0 as? PlanFileError)?.code == .digestMismatch }
        }
        // What people read is no part of the plan digest, and must not say something else.
        let plan = try Sample.richPlan().json(.saved)
        for pointer in ["/changes/0/after/spec", "/changes/0/after_sensitive", "/summary/add", "/applyable", "/extra"] {
            let tokens = try #require(JSONPointer(pointer)).tokens
            let tampered = Self.replacing(tokens[...], in: plan, with: ["told": "otherwise"])
            #expect(tampered != plan, "\(pointer)")
            #expect { try Plan(savedJSON: tampered) } throws: { ($0 as? PlanFileError)?.code == .digestMismatch }
        }
        #expect { try Plan(savedJSON: ["format_version": 9]) } throws: {
            ($0 as? PlanFileError)?.code == .unsupportedVersion(9)
        }
        #expect { try Plan(savedJSON: [:]) } throws: {
            ($0 as? PlanFileError)?.code == .invalid(JSONPointer(tokens: ["format_version"]))
        }
    }
}
