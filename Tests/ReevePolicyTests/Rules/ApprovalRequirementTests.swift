import ReevePolicy
import Testing

@Suite struct ApprovalRequirementTests {
    @Test func theWordsNameEverybodyWhoMayApprove() {
        func words(_ approvers: [ApprovalRequirement.Approver], count: Int = 1) -> String {
            ApprovalRequirement(approvers: approvers, count: count).words
        }
        #expect(words([]) == "nobody")
        #expect(words([.user("ben")]) == "user:ben")
        #expect(words([.user("ben"), .membership("owner")]) == "user:ben or membership:owner")
        #expect(
            words([.user("ben"), .user("carl"), .membership("owner")]) == "user:ben, user:carl or membership:owner")
        #expect(words([.user("ben"), .membership("owner")], count: 2) == "2 of user:ben, membership:owner")
    }
}
