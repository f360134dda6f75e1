import ReeveModel
import ReeveJSON
import ReevePolicy
import Testing

struct GrantCheckTests {
    private let tool = PolicyTarget.tool(connection: "git", name: "git_log")
    private let noon = Timestamp(microseconds: 1_000)

    private func check(
        tools: [String] = ["git/*"], isEnabled: Bool = true, scopes: [String] = ["tool.*"],
        isAccountEnabled: Bool = true,
        expiresAt: Timestamp? = nil
    ) -> GrantCheck {
        GrantCheck(
            agent: .init(name: "triage", isEnabled: isEnabled, tools: tools),
            serviceAccount: .init(name: "sa", isEnabled: isAccountEnabled, expiresAt: expiresAt, scopes: scopes))
    }

    @Test func whatAllGrantsCoverIsNotRefused() {
        var grants = check()
        grants.taskTools = .tools(["**"])
        grants.tokenScopes = .actions(["tool.invoke"])
        #expect(grants.refusals(of: .toolInvoke, on: tool, at: noon).isEmpty)
    }

    @Test func eachGrantRefusesByItself() {
        func refusals(_ grants: GrantCheck) -> [GrantCheck.Refusal] {
            grants.refusals(of: .toolInvoke, on: tool, at: noon)
        }
        #expect(refusals(check(tools: [])) == [.toolNotInAgent(tool: "git/git_log", agent: "triage")])
        #expect(refusals(check(tools: ["git/[", "gi*"])) == [.toolNotInAgent(tool: "git/git_log", agent: "triage")])
        #expect(refusals(check(isEnabled: false)) == [.agentDisabled("triage")])
        #expect(refusals(check(scopes: [])) == [.actionNotInScopes(action: .toolInvoke, serviceAccount: "sa")])
        #expect(
            refusals(check(scopes: ["tool.list", "*"])) == [
                .actionNotInScopes(action: .toolInvoke, serviceAccount: "sa")
            ])
        #expect(refusals(check(isAccountEnabled: false)) == [.serviceAccountDisabled("sa")])
        #expect(refusals(check(expiresAt: noon)) == [.serviceAccountExpired("sa", at: noon)])
        #expect(refusals(check(expiresAt: Timestamp(microseconds: 1_001))).isEmpty)
        var grants = check()
        grants.taskTools = .tools(["git/git_show"])
        grants.tokenScopes = .actions([])
        grants.isToolEnabled = false
        #expect(
            refusals(grants) == [
                .toolDisabled("git/git_log"), .toolNotInTask(tool: "git/git_log"), .actionNotInToken(.toolInvoke),
            ])
    }

    @Test func toolListsAreAboutToolsOnly() {
        let grants = check(tools: [], scopes: ["**"])
        #expect(grants.refusals(of: .taskExecute, on: .agent(slug: "triage"), at: noon).isEmpty)
        #expect(grants.refusals(of: .toolList, on: tool, at: noon).count == 1)
    }
}
