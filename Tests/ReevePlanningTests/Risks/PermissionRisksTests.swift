import ReeveJSON
import ReeveModel
import ReevePlanning
import TestSupport
import Testing

/// Which changes of objects that are no policies let somebody do more.
@Suite struct PermissionRisksTests {
    struct Change: Sendable {
        let kind: String
        let before: JSONValue
        let after: JSONValue

        /// What the risk `permission-widened` of the change says; nil where there is none.
        func detail() throws -> String? {
            let store = ModelStore.holding([Sample.object(kind, "x", before)])
            let change = try #require(store.plan([Sample.object(kind, "x", after)]).changes.first)
            return change.risks.first { $0.risk == .permissionWidened }?.detail
        }

        var reversed: Change { Change(kind: kind, before: after, after: before) }
    }

    private static func change(_ says: String, _ kind: String, _ before: JSONValue, _ after: JSONValue) -> Named<Change>
    {
        Named(says, Change(kind: kind, before: before, after: after))
    }

    /// Changes that widen in one direction only; the name is what the plan says.
    static let widenings = [
        change("may use b/*", "Agent", ["tools": ["a/*"]], ["tools": ["a/*", "b/*"]]),
        change("may use 1, 2, 3, 4, 5 and 2 more", "Agent", [:], ["tools": ["1", "2", "3", "4", "5", "6", "7"]]),
        change("enabled", "Agent", ["enabled": false], ["enabled": true]),
        change("may take tool.list", "ServiceAccount", ["scopes": []], ["scopes": ["tool.list"]]),
        change("enabled", "ServiceAccount", ["enabled": false], ["enabled": true]),
        change(
            "expires later", "ServiceAccount", ["expiresAt": "2026-01-01T00:00:00Z"],
            ["expiresAt": "2027-01-01T00:00:00Z"]),
        change("expires later", "ServiceAccount", ["expiresAt": "2026-01-01T00:00:00Z"], [:]),
        change("becomes admin", "Membership", ["role": "member"], ["role": "admin"]),
        change("becomes owner", "Membership", ["role": "admin"], ["role": "owner"]),
        change("active again", "Membership", ["active": false], ["active": true]),
        change("becomes admin", "User", ["role": "user"], ["role": "admin"]),
        change("active again", "User", ["active": false], ["active": true]),
        change(
            "requirePins is off", "Environment", ["rules": ["requirePins": true]], ["rules": ["requirePins": false]]),
        change("requirePins is off", "Environment", ["rules": ["requirePins": true]], [:]),
        change("enabled", "Tool", ["enabled": false], ["enabled": true]),
        change("risk is lower", "Tool", ["risk": "high"], ["risk": "low"]),
        change("risk is lower", "Tool", [:], ["risk": "medium"]),
        change("fewer traits", "Tool", ["traits": ["reads", "writes"]], ["traits": ["reads"]]),
        change("fewer traits", "Tool", [:], ["traits": ["reads"]]),
        change("may be repeated", "Tool", ["idempotent": false], ["idempotent": true]),
        change("may be repeated after its readBack", "Tool", [:], ["readBack": ["tool": "a/find"]]),
        change("input schema changes", "Tool", ["inputSchema": ["type": "object"]], [:]),
    ]

    @Test(arguments: widenings)
    func whatLetsSomebodyDoMoreIsARiskAndTheWayBackIsNone(change: Named<Change>) throws {
        #expect(try change.value.detail() == change.name)
        #expect(try change.value.reversed.detail() == nil)
    }

    /// Changes that may widen in both directions: nobody knows which of the two may do more.
    static let exchanges = [
        change("connection changes", "Agent", ["connection": "a"], ["connection": "b"]),
        change("serviceAccount changes", "Agent", ["serviceAccount": "a"], ["serviceAccount": "b"]),
        change("slug changes", "Agent", ["slug": "a"], ["slug": "b"]),
        change("mode changes", "Agent", ["mode": "runner"], ["mode": "caller"]),
        change("another member", "Membership", ["user": "anna"], ["user": "ben"]),
        change("another member", "Membership", ["user": "anna"], ["serviceAccount": "sa"]),
        change("another tool", "Tool", ["tool": "a"], ["tool": "b"]),
        change("another tool", "Tool", ["connection": "a"], ["connection": "b"]),
    ]

    @Test(arguments: exchanges)
    func anotherPartyIsARiskInBothDirections(change: Named<Change>) throws {
        #expect(try change.value.detail() == change.name)
        #expect(try change.value.reversed.detail() == change.name)
    }

    @Test func everyReasonIsToldInOneRisk() throws {
        let change = Change(
            kind: "Agent", before: ["enabled": false, "tools": []], after: ["enabled": true, "tools": ["a/b"]])
        #expect(try change.detail() == "may use a/b, enabled")
    }

    @Test(arguments: ["Agent", "ServiceAccount", "Membership", "User", "Environment", "Tool"])
    func aNewObjectGrantsNothingByItself(kind: String) throws {
        let plan = ModelStore().plan([
            Sample.object(kind, "x", ["enabled": true, "active": true, "role": "admin", "tools": ["a/*"]])
        ])
        #expect(try #require(plan.changes.first).risks.isEmpty)
    }
}
