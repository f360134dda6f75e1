import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore
import TestSupport
import Testing

/// Who submitted a run counts at the gate, in previews and at the submission, as the objects of that moment know it.
@Suite struct RequesterTests {
    static let local: Requester = "os:root@here"

    /// Everybody may call, and a deny of priority 0 is bound as given.
    private func withHarness<R>(denying binding: JSONObject, _ body: (Harness) async throws -> R) async throws -> R {
        return try await Harness.with { harness in
            try await harness.putUser("ben", role: "member")
            try await harness.putUser("ada", role: "admin")
            try await guardrail(binding, in: harness)
            return try await body(harness)
        }
    }

    private func guardrail(_ binding: JSONObject, in harness: Harness) async throws {
        var binding = binding
        binding["priority"] = 0
        try await harness.put(
            "Policy", "guard",
            [
                "active": true, "bindings": [.object(binding)],
                "rules": [["action": "tool.invoke", "effect": "deny", "id": "keep", "target": "tool:git/*"]],
            ], environment: nil)
    }

    private func status(_ harness: Harness, by requester: Requester) async throws -> RunStatus {
        let run = try #require(try await harness.run(Harness.spec([Harness.item()]), by: requester).first)
        if run.state.status == .denied { #expect(run.state.reason == .policyDenied) }
        return run.state.status
    }

    @Test func aDenyForMembersStopsAMemberAndNoAdmin() async throws {
        try await withHarness(denying: ["id": "membership:member", "scope": "role"]) { harness async throws in
            #expect(try await status(harness, by: "user:ben") == .denied)
            #expect(try await status(harness, by: "user:ada") == .succeeded)
            // A local administrator counts as owner, admin and member at once.
            #expect(try await status(harness, by: Self.local) == .denied)
            #expect(harness.server.calls.count == 1)
        }
    }

    @Test(
        arguments: [
            ("ben", "user:ben", true), ("ben", "user:ada", false), ("ben", local, false),
            (local.description, local, true),
            ("os:other@here", local, false), ("os:*", local, true), ("os:*", "user:ben", false),
        ] as [(String, Requester, Bool)])
    func aDenyForOnePersonStopsThatPersonOnly(id: String, requester: Requester, isDenied: Bool) async throws {
        try await withHarness(denying: ["id": .string(id), "scope": "user"]) { harness async throws in
            #expect(try await status(harness, by: requester) == (isDenied ? .denied : .succeeded))
        }
    }

    @Test func anAllowForAdminsAllowsNoMember() async throws {
        try await withHarness(denying: ["id": "nobody", "scope": "agent"]) { harness in
            try await harness.put(
                "Policy", "all",
                [
                    "active": true, "bindings": [["id": "membership:admin", "scope": "role"]],
                    "rules": [["action": "tool.invoke", "effect": "allow", "id": "rule", "target": "tool:git/*"]],
                ])
            #expect(try await status(harness, by: "user:ben") == .denied)
            #expect(try await status(harness, by: "user:ada") == .succeeded)
        }
    }

    @Test func whoIsOffOrGoneOrNoMemberMayNothing() async throws {
        try await Harness.with { harness in
            try await harness.putUser("off", role: "owner", isActive: false)
            try await harness.putUser("left", role: "owner", isMember: false)
            try await harness.putUser("guest", role: nil)
            for (requester, words) in [
                ("user:off", "user 'off' is not active"), ("user:nobody", "the requester 'user:nobody' does not exist"),
                ("user:left", "the requester 'user:left' has no active membership in 'acme'"),
                ("user:guest", "the requester 'user:guest' has no active membership in 'acme'"),
                ("somebody", "the requester 'somebody' does not exist"),
            ] as [(Requester, String)] {
                let run = try #require(try await harness.run(Harness.spec([Harness.item()]), by: requester).first)
                #expect(run.state.status == .denied && run.state.errorText == words)
            }
            #expect(harness.server.calls.isEmpty)
        }
    }

    @Test func aServiceAccountThatAsksIsBoundByItsScopesItsExpiryAndItsRules() async throws {
        try await withHarness(denying: ["id": "service-account:night", "scope": "user"]) { harness in
            func account(_ name: String, _ more: JSONObject = [:]) async throws {
                let spec = Harness.merged(["enabled": true, "scopes": ["tool.invoke"]], more)
                try await harness.put("ServiceAccount", name, spec, environment: nil)
                try await harness.put(
                    "Membership", "m-" + name, ["active": true, "role": "member", "serviceAccount": .string(name)],
                    environment: nil)
            }
            try await account("ci")
            try await account("night")
            try await account("blunt", ["scopes": []])
            try await account("off", ["enabled": false])
            try await account("old", ["expiresAt": "2020-01-01T00:00:00Z"])
            #expect(try await status(harness, by: "service-account:ci") == .succeeded)
            #expect(try await status(harness, by: "service-account:ci@acme") == .succeeded)
            for name in ["night", "blunt", "off", "old", "none", "ci@other"] {
                #expect(try await status(harness, by: Requester("service-account:" + name)) == .denied, "\(name)")
            }
        }
    }

    @Test func anEditedMembershipOrUserMakesNobodyMore() async throws {
        try await withHarness(denying: ["id": "membership:member", "scope": "role"]) { harness async throws in
            for (kind, name, organization) in [("Membership", "ben", "acme"), ("User", "ada", nil)] {
                try await harness.store.write { rows throws(StoreError) in
                    let key = ObjectKey(kind: kind, organization: organization, name: name)
                    guard var record = try rows.object(key) else { return }
                    record.spec = record.spec.replacing("\"role\":\"member\"", with: "\"role\":\"owner\"")
                    record.isIntact = false
                    try rows.update(record)
                    _ = try rows.raiseSerial()
                }
            }
            for requester: Requester in ["user:ben", "user:ada"] {
                let run = try #require(try await harness.run(Harness.spec([Harness.item()]), by: requester).first)
                #expect(
                    run.state.status == .denied && run.state.errorText?.contains("is not as reeve wrote it") == true)
            }
            #expect(harness.server.calls.isEmpty)
        }
    }

    @Test func membershipsAreThoseOfTheMomentOfTheCall() async throws {
        try await withHarness(denying: ["id": "membership:member", "scope": "role"]) { harness in
            let batch = try #require(
                try await harness.submit(Harness.spec([Harness.item()]), by: "user:ada").batch)
            #expect(batch.requester == "user:ada")
            try await harness.putUser("ada", role: "member")
            try await harness.work()
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.denied])
            #expect(harness.server.calls.isEmpty)
        }
    }

    @Test func aLimitForEachUserCountsByWhoSubmitted() async throws {
        try await Harness.with { harness in
            try await harness.putUser("ben", role: "member")
            try await harness.put(
                "Limit", "each",
                [
                    "onExceeded": "fail", "per": ["user"], "rate": ["capacity": 1, "every": "1h", "refill": 1],
                    "scope": ["tool": "git/*", "user": "*"],
                ], environment: nil)
            var outcomes: [Requester: [RunReason?]] = [:]
            for requester: Requester in ["user:anna", Self.local, "user:ben", Self.local, "user:anna"] {
                let run = try #require(try await harness.run(Harness.spec([Harness.item()]), by: requester).first)
                outcomes[requester, default: []].append(run.state.reason)
            }
            #expect(
                outcomes == ["user:anna": [nil, .rateLimited], Self.local: [nil, .rateLimited], "user:ben": [nil]])
        }
    }

    /// Random policies for users, roles and accounts: a submission, a dry run and the gate come to what one evaluation of
    /// the policies says.
    @Test func gateDryRunAndEvaluationAgree() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("requester seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        try await Harness.with { harness async throws in
            for name in ["ci", "night"] {
                try await harness.put(
                    "ServiceAccount", name, ["enabled": true, "scopes": ["tool.*"]], environment: nil)
            }
            let requesters: [Requester] = [
                "user:anna", "user:ben", "user:ada", "user:nobody", Self.local, "os:ci@there", "service-account:ci",
                "service-account:night",
            ]
            var effects: [RunStatus: Int] = [:]
            for round in 0..<40 {
                try await scatter(in: harness, using: &random)
                let requester = try #require(requesters.randomElement(using: &random))
                let expected = try await evaluate(requester, in: harness)
                let spec = Harness.spec([Harness.item()])
                let request = SubmissionRequest(
                    organization: "acme", environment: "dev", name: "test", spec: spec, requester: requester)
                guard case .runs(let previews) = try await GatePreview(harness.services).submission(request) else {
                    Issue.record("seed \(seed): no preview")
                    return
                }
                let run = try #require(try await harness.run(spec, by: requester).first)
                let isSame =
                    run.state.status == (expected ? .succeeded : .denied)
                    && previews.map(\.verdict) == [expected ? .run : .denied]
                #expect(
                    isSame, "seed \(seed) round \(round): \(requester): \(expected) \(run.state.status) \(previews)")
                effects[run.state.status, default: 0] += 1
            }
            #expect(effects[.succeeded] ?? 0 > 3 && effects[.denied] ?? 0 > 3, "\(effects)")
        }
    }

    /// As `policy evaluate` decides: the policies as documents, the grants, and the requester by the store's rows.
    private func evaluate(_ requester: Requester, in harness: Harness) async throws -> Bool {
        let now = harness.clock.now
        return try await harness.store.read { rows throws(StoreError) in
            let resolved = try ResolvedRequester.resolve(
                requester, organization: "acme", environment: "dev", in: StoredRequesters(rows: rows))
            let documents = try rows.objects(ObjectFilter(kinds: ["Policy"]), after: nil, limit: 100).cut.shown.map {
                PolicyDocument(key: $0.key, spec: (try? JSONParser.parse($0.spec)) ?? .null)
            }
            let target = PolicyTarget.tool(connection: "git", name: "echo")
            let request = PolicyRequest(
                organization: "acme", environment: EnvironmentFacts(name: "dev"), action: .toolInvoke, target: target,
                agent: AgentFacts(name: "bot"), subject: SubjectFacts(resolved, agentAccount: nil), arguments: [:],
                origin: .batch, time: now)
            let grants = GrantCheck(
                agent: .init(name: "bot", isEnabled: true, tools: ["git/*"]), requester: resolved)
            let set = PolicySet(compiling: documents) { _ in nil }
            return set.explain(request).decision.isAllowed
                && grants.refusals(of: .toolInvoke, on: target, at: now).isEmpty
        }
    }

    /// Other people, memberships and policies than before.
    private func scatter(in harness: Harness, using random: inout SeededGenerator) async throws {
        func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &random)]
        }
        for name in ["anna", "ben", "ada"] {
            try await harness.putUser(
                name, role: pick(["owner", "admin", "member"]), isActive: pick([true, true, true, false]),
                isMember: pick([true, true, true, false]))
        }
        try await harness.put(
            "Membership", "ci",
            [
                "active": .bool(pick([true, true, false])), "role": .string(pick(["member", "admin"])),
                "serviceAccount": "ci",
            ],
            environment: nil)
        for number in 0..<4 {
            let bindings = (0..<pick([1, 1, 2])).map { _ -> JSONValue in
                var binding: JSONObject = pick([
                    ["id": "membership:owner", "scope": "role"], ["id": "membership:member", "scope": "role"],
                    ["id": "membership:admin", "scope": "role"], ["id": "anna", "scope": "user"],
                    ["id": "ben", "scope": "user"], ["id": "os:*", "scope": "user"],
                    ["id": .string(Self.local.description), "scope": "user"],
                    ["id": "service-account:ci", "scope": "user"],
                    ["id": "acme", "scope": "org"], ["id": "bot", "scope": "agent"],
                ])
                binding["priority"] = JSONValue(pick([0, 50, 100]))
                return .object(binding)
            }
            try await harness.put(
                "Policy", number == 0 ? "all" : "p\(number)",
                [
                    "active": true, "bindings": .array(bindings),
                    "rules": [
                        [
                            "action": "tool.invoke", "effect": .string(pick(["allow", "allow", "deny"])), "id": "r",
                            "target": .string(pick(["tool:git/*", "tool:**", "tool:git/echo", "tool:other/*"])),
                        ]
                    ],
                ])
        }
    }
}
