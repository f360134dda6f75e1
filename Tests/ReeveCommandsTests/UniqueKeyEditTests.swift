import Foundation
import Testing

/// Rows of unique values that somebody with `sqlite3` points at another object.
@Suite struct UniqueKeyEditTests {
    private static let people = """
        apiVersion: reeve/v1
        kind: Organization
        metadata: {name: harbor}
        spec: {currency: EUR}
        ---
        apiVersion: reeve/v1
        kind: User
        metadata: {name: mia}
        spec: {email: mia@acme.example}
        ---
        apiVersion: reeve/v1
        kind: Membership
        metadata: {name: mia, organization: acme}
        spec: {user: mia, role: member}
        ---
        apiVersion: reeve/v1
        kind: Membership
        metadata: {name: mia, organization: harbor}
        spec: {user: mia, role: admin}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: members, organization: acme}
        spec:
          bindings: [{scope: role, id: 'membership:member', priority: 0}]
          rules: [{id: none, action: tool.invoke, target: tool:aid/say, effect: deny}]

        """

    /// Points the row of acme's membership at harbor's, and works its seal out anew where the argument says so.
    private static let edit = """
        import hashlib, sqlite3, struct, sys
        def seal(*values):
            out = b''
            for value in values:
                raw = value.encode()
                out += bytes([3]) + struct.pack('<q', len(raw)) + raw
            return hashlib.sha256(out).digest()[:16]
        c = sqlite3.connect('.reeve/reeve.db')
        c.create_function('reeve_seal', -1, seal)
        c.execute("UPDATE object_unique_key SET uid = "
            "(SELECT uid FROM object WHERE kind = 'Membership' AND organization = 'harbor') "
            "WHERE name = 'Membership.user' AND scope = 'acme'")
        if sys.argv[1] == 'true':
            c.execute("UPDATE object_unique_key SET seal = "
                "reeve_seal('object_unique_key', name, scope, value, uid)")
        c.commit()
        """

    /// A requester's membership is found by the row of its unique value; pointed at another organization's it gives nobody
    /// that one's role, whether its seal was left or worked out anew.
    @Test(arguments: [false, true])
    func aMembershipThatIsPointedElsewhereAllowsNothing(isSealed: Bool) async throws {
        let project = try await TestProject.working()
        try project.write("manifests/people.yaml", Self.people)
        try await project.expect(0, "apply", "--yes")
        let ask = ["policy", "evaluate", "--agent", "bot", "--target", "tool:aid/say", "--subject", "user:mia"]
        func answer() async throws -> ChildResult { try await project.start([TestProject.binary] + ask).result() }
        #expect(try await answer().output.hasPrefix("deny"))
        try await project.python(Self.edit, "\(isSealed)")
        let asked = try await answer()
        #expect(asked.output.hasPrefix("deny") && asked.all.contains("user:mia"), "\(asked.all)")
        let check = try await project.expect(7, "store", "check")
        #expect(
            check.output.contains(
                "a unique value of acme/Membership/mia that harbor/Membership/mia holds: Membership.user acme mia"),
            "\(check.all)")
        #expect(check.output.contains("object_unique_key Membership.user acme mia") != isSealed, "\(check.all)")
    }
}
