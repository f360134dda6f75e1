import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore

extension Sample {
    /// A secret that stands where none should, in an environment variable of connections of ``richPlan()``.
    static let planted = "planted-s3cr3t-value"

    /// One of everything: create, update, delete, drift, conflict, guard, access, pin, diagnostics.
    static func richPlan() throws -> Plan {
        var store = ModelStore.holding([
            connection("git", env: ["TOKEN": "env:OLD", "PLAIN": .string(planted)]), connection("gone"),
            connection("drifted"), connection("both"), agent("doc", connection: "git"),
            connection("old"),
        ])
        store.drift(key("Connection", "drifted"), spec: connection("drifted", timeout: "1s").specValue)
        store.drift(key("Connection", "both"), spec: connection("both", timeout: "1s").specValue)
        let lock = try ToolLock(["acme/prod": ["git/log": .string(ContentDigest.of([1]).description)]])
        let desired = [
            connection("git", env: ["TOKEN": "env:NEW", "PLAIN": .string(planted + "2")], line: 4),
            connection("drifted"), connection("both", timeout: "2s"),
            agent("doc", connection: "git", tools: ["git/*"]),
            policy("p", agent: "doc", rules: [rule("r")]), agent("lost", connection: "nowhere"),
            connection("new", env: ["PLAIN": .string(planted)], metadata: ObjectMetadata(renamedFrom: "old")),
        ]
        var plan = store.plan(desired) {
            $0.prunes = true
            $0.lock = lock
        }
        plan.access = [AccessChange(.gained, statement: "agent acme/prod/doc may tool.invoke git/log")]
        return plan
    }
}
