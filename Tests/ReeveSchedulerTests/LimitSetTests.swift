import ReeveJSON
import ReeveModel
import ReeveScheduler
import Testing

@Suite struct LimitSetTests {
    private func limit(_ name: String, environment: String? = nil, _ spec: JSONObject) throws -> DeclaredLimit {
        var spec = spec
        if spec["onExceeded"] == nil { spec["onExceeded"] = "wait" }
        return DeclaredLimit(
            key: ObjectKey(kind: "Limit", organization: "acme", environment: environment, name: name),
            spec: try LimitSpec(.object(spec)))
    }

    private func subject(_ tool: String = "git/log", agent: String = "bot") -> LimitSubject {
        LimitSubject(
            organization: "acme", environment: "dev", agent: agent, tool: tool,
            connection: String(tool.prefix { $0 != "/" }), user: nil)
    }

    @Test func theDefaultHoldsWhereNoLimitNamesTheTool() throws {
        let set = LimitSet([try limit("all", ["concurrency": 9]), try limit("git", ["scope": ["tool": "git/*"]])])
        #expect(set.limits(for: subject()).map(\.name) == ["acme/Limit/all", "acme/Limit/git"])
        let other = set.limits(for: subject("web/get"))
        #expect(other.map(\.name) == ["acme/Limit/all", "default"])
        #expect(other.last?.rate == LimitSpec.defaultRate && other.last?.concurrency == LimitSpec.defaultConcurrency)
    }

    @Test func bucketsAreToldApartByTheirDimensions() throws {
        let set = LimitSet([try limit("x", ["scope": ["tool": "git/*"], "per": ["agent"], "concurrency": 1])])
        #expect(set.limits(for: subject())[0].bucket == set.limits(for: subject("git/show"))[0].bucket)
        #expect(set.limits(for: subject())[0].bucket != set.limits(for: subject(agent: "cat"))[0].bucket)
    }

    @Test func otherOrganizationsAndEnvironmentsAreNotConcerned() throws {
        let set = LimitSet([try limit("x", environment: "prod", ["scope": ["tool": "**"]])])
        #expect(set.limits(for: subject()).map(\.name) == ["default"])
    }

    @Test func aLimitOnAUserDoesNotApplyToWorkWithoutOne() throws {
        let set = LimitSet([try limit("x", ["scope": ["user": "*"], "concurrency": 1])])
        #expect(set.limits(for: subject()).map(\.name) == ["default"])
    }
}
