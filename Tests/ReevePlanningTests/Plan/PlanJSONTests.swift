import ReeveJSON
import ReeveModel
import ReevePlanning
import TestSupport
import Testing

@Suite struct PlanFileTests {
    private static let planted = "planted-s3cr3t-value"

    /// One of everything: create, update, delete, drift, conflict, guard, access, pin, diagnostics.
    static func richPlan() throws -> Plan {
        var store = ModelStore.holding([
            Sample.connection("git", env: ["TOKEN": "env:OLD", "PLAIN": .string(planted)]), Sample.connection("gone"),
            Sample.connection("drifted"), Sample.connection("both"), Sample.agent("doc", connection: "git"),
            Sample.connection("old"),
        ])
        store.drift(Sample.key("Connection", "drifted"), spec: Sample.connection("drifted", timeout: "1s").specValue)
        store.drift(Sample.key("Connection", "both"), spec: Sample.connection("both", timeout: "1s").specValue)
        let lock = try ToolLock(["acme/prod": ["git/log": .string(ContentDigest.of([1]).description)]])
        let desired = [
            Sample.connection("git", env: ["TOKEN": "env:NEW", "PLAIN": .string(planted + "2")], line: 4),
            Sample.connection("drifted"), Sample.connection("both", timeout: "2s"),
            Sample.agent("doc", connection: "git", tools: ["git/*"]),
            Sample.policy("p", agent: "doc", rules: [Sample.rule("r")]), Sample.agent("lost", connection: "nowhere"),
            Sample.connection("new", env: ["PLAIN": .string(planted)], metadata: ObjectMetadata(renamedFrom: "old")),
        ]
        var plan = store.plan(desired) {
            $0.prunes = true
            $0.lock = lock
        }
        plan.access = [AccessChange(.gained, statement: "agent acme/prod/doc may tool.invoke git/log")]
        return plan
    }

    /// The writer goes by hand through the members; their order is what the plan digest and every reader rely on.
    @Test func whatIsWrittenPieceByPieceIsCanonical() throws {
        let sealed = try Self.richPlan().sealed
        for form in [Plan.JSONForm.shown, .saved] {
            var bytes: [UInt8] = []
            sealed.write(form) { bytes += $0 }
            let text = String(decoding: bytes, as: UTF8.self)
            let value = try JSONParser.parse(text)
            #expect(text.split(separator: "\n").joined() == value.canonicalText)
            // A line for each change, and one for what stands before them.
            #expect(text.split(separator: "\n").count == sealed.plan.changes.count + 1)
        }
    }

    @Test func bothFormsFitTheSchema() throws {
        let plan = try Self.richPlan()
        let script = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[2]))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            for document in json.load(open(sys.argv[1])):
                for error in validator.iter_errors(document):
                    print(list(error.path), error.message[:200])
            print("done")
            """
        let schema = TestFolder.package() + "/docs/schemas/plan.schema.json"
        let documents: JSONValue = [plan.json(), plan.json(.saved), ModelStore().plan([]).json()]
        #expect(Python.run(script, [schema], input: documents.canonicalText)?.output == "done\n")
        let broken = JSONValue.array([["format_version": 2]])
        #expect(Python.run(script, [schema], input: broken.canonicalText)?.output != "done\n")
    }

    @Test func savedPlanReadsBack() throws {
        let plan = try Self.richPlan()
        #expect(try Plan(savedJSON: plan.json(.saved)).json(.saved) == plan.json(.saved))
    }

    @Test func shownPlanCannotBeApplied() throws {
        let shown = try Self.richPlan().json()
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
        let text = try Self.richPlan().json(.saved).canonicalText
        for (old, new) in [("env:NEW", "env:EVIL"), ("\"expected_generation\":0", "\"expected_generation\":1")] {
            var parts = text.split(separator: old, omittingEmptySubsequences: false).map(String.init)
            #expect(parts.count > 1)
            parts = [parts.joined(separator: new)]
            let tampered = try JSONParser.parse(parts[0])
            #expect { try Plan(savedJSON: tampered) } throws: { ($0 as? PlanFileError)?.code == .digestMismatch }
        }
        // What people read is no part of the plan digest, and must not say something else.
        let plan = try Self.richPlan().json(.saved)
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

    @Test func plantedSecretIsInNoOutput() throws {
        let plan = try Self.richPlan()
        for text in [
            plan.json().canonicalText, PlanTextRenderer(showsDetails: true).render(plan),
            PlanMarkdownRenderer().render(plan), PlanDiffRenderer().render(plan),
        ] {
            #expect(!text.contains(Self.planted))
            #expect(text.contains("env:NEW"))
        }
    }
}
