import ReeveJSON
import ReeveModel
import ReevePlanning
import ReevePolicy
import Testing

@testable import ReeveOperations

struct DeclaredToolsTests {
    private let scope = Scope(organization: "acme", environment: "dev")

    private func key(_ name: String) -> ObjectKey {
        ObjectKey(kind: "Tool", organization: "acme", environment: "dev", name: name)
    }

    private func spec(_ tool: String, risk: String) -> String {
        let value: JSONValue = [
            "connection": "git", "tool": .string(tool), "enabled": true, "idempotent": false, "coerce": false,
            "risk": .string(risk), "maxOutput": "1MiB",
        ]
        return value.canonicalText
    }

    private func content(_ tool: String, risk: String) -> PlannedChange.Content {
        .init(metadata: "{}", spec: spec(tool, risk: risk), digest: .of([UInt8]()))
    }

    private func change(
        _ action: PlannedAction, _ name: String, to newName: String? = nil, before: PlannedChange.Content?,
        after: PlannedChange.Content?, address: String? = nil
    ) -> PlannedChange {
        PlannedChange(
            action: action, key: key(name), newKey: newName.map(key), reason: .contentDiffers, before: before,
            after: after,
            uniqueKeys: address.map {
                [UniqueKey(name: "Tool.address", scope: "acme/dev", value: $0, pointer: JSONPointer())]
            } ?? [])
    }

    private var stored: DeclaredTools {
        DeclaredTools(stored: [
            (key("log"), spec("git_log", risk: "low")), (key("show"), spec("git_show", risk: "low")),
            (key("push"), spec("git_push", risk: "high")), (key("pull"), spec("git_pull", risk: "medium")),
        ])
    }

    @Test func whatIsStoredIsFoundByItsAddress() {
        #expect(stored.find("git/git_push", in: scope)?.facts.risk == .high)
        #expect(stored.find("git/git_none", in: scope) == nil)
        #expect(stored.find("git/git_push", in: .global) == nil)
    }

    @Test func aPlanChangesWhatItNamesAndLeavesTheRest() {
        let planned = DeclaredTools(
            [
                change(
                    .update, "log", before: content("git_log", risk: "low"), after: content("git_log", risk: "high"),
                    address: "git/git_log"),
                change(.delete, "push", before: content("git_push", risk: "high"), after: nil),
                change(.forget, "pull", before: content("git_pull", risk: "medium"), after: nil),
                change(.create, "tag", before: nil, after: content("git_tag", risk: "low"), address: "git/git_tag"),
                change(
                    .rename, "show", to: "display", before: content("git_show", risk: "low"),
                    after: content("git_view", risk: "low")),
            ], before: stored)
        let risks = ["log", "push", "pull", "tag", "show", "view"].map {
            planned.find("git/git_" + $0, in: scope)?.facts.risk?.rawValue
        }
        #expect(risks == ["high", nil, "medium", "low", nil, "low"])
        #expect(
            planned.addresses == [scope: ["git/git_log", "git/git_pull", "git/git_tag", "git/git_view"]])
        #expect(
            planned.changedAddresses == [
                scope: ["git/git_log", "git/git_push", "git/git_tag", "git/git_show", "git/git_view"]
            ])
    }
}
