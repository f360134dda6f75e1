import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization
import Testing

@testable import ReeveExecution

/// The gate's stage `approval`: parking, waking, and what makes an approval void.
@Suite struct ApprovalGateTests {
    @Test func aCallThatNeedsAnApprovalParksAndHoldsNothing() async throws {
        try await Harness.withApprovals { harness in
            let run = try await harness.park(Harness.item(input: ["n": 1]))
            #expect(harness.server.calls.isEmpty && run.state.startedAt == nil && run.state.attempts == 0)
            let lease = try await harness.store.read { rows throws(StoreError) in try rows.lease(of: run.id) }
            #expect(lease == nil)
            let approval = try await harness.pending(run)
            #expect(approval.expiresAt == approval.createdAt.advanced(by: .seconds(14_400)))
            let document = try #require(ApprovalDocument(approval.document))
            #expect(document.agent == "agent:bot@acme/dev")
            #expect(document.calls.map(\.tool) == ["git/echo"] && document.calls.map(\.input) == [["n": 1]])
            #expect(document.calls.first?.rules.map(\.id) == ["acme/dev/Policy/all#rule"])
            #expect(document.calls.first?.rules.map(\.place) == ["manifests/all.yaml:14"])
            #expect(document.digest(of: approval) == approval.digest)
            let steps = try await harness.steps(run)
            #expect(steps.last == "approval: waits for user:ben until \(approval.expiresAt)", "\(steps)")
            let events = try await harness.events(run)
            #expect(events.map(\.type) == [.approvalRequested, .runParked])
            #expect(events.allSatisfy { $0.approvalID == approval.id.text })
            #expect(events.first?.context?["digest"]?.string == approval.digest.description)
            #expect(events.first?.ruleIDs == ["rule"] && events.first?.arguments == ["n": 1])
        }
    }

    @Test func anApprovedCallIsMadeOnce() async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park()
            try await harness.approve(parked)
            #expect(try await harness.run(parked.id).state.status == .ready)
            try await harness.work()
            let run = try await harness.run(parked.id)
            #expect(run.state.status == .succeeded && harness.server.calls.count == 1)
            let approval = try #require(try await harness.approvals(of: run).first)
            #expect(approval.status == .used && approval.endedAt != nil)
            let events = try await harness.events(run)
            #expect(
                events.map(\.type) == [
                    .approvalRequested, .runParked, .approvalGranted, .approvalUsed, .runStarted, .runFinished,
                ])
            #expect(events.first { $0.type == .runStarted }?.approvalID == approval.id.text)
            #expect(try await harness.contradictions() == [])
        }
    }

    @Test func anAttemptAfterAUsedApprovalAsksAnew() async throws {
        try await Harness.withApprovals { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": true]))
            let parked = try await harness.park()
            try await harness.approve(parked)
            // The worker dies between the announcement and the answer.
            let claim = RunClaim(worker: "w", limit: 1, leaseDuration: .seconds(60), now: harness.clock.now)
            let claimed = try #require(try await harness.store.claimRuns(claim).first)
            let approval = try #require(try await harness.approvals(of: parked).first)
            let now = harness.clock.now
            try await harness.store.write { rows throws(StoreError) in
                try rows.useApproval(approval.id, now: now)
                try rows.start(RunStart(lease: claimed.lease, now: now, events: []))
            }
            harness.clock.advance(by: .seconds(61))
            try await harness.work()
            let run = try await harness.run(parked.id)
            #expect(run.state.status == .awaitingApproval && harness.server.calls.isEmpty)
            #expect(try await harness.approvals(of: run).map(\.status) == [.used, .pending])
        }
    }

    @Test func aRunThatDiesBetweenUseAndAnswerIsInDoubtAndItsApprovalStaysUsed() async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park()
            try await harness.approve(parked)
            let claim = RunClaim(worker: "w", limit: 1, leaseDuration: .seconds(60), now: harness.clock.now)
            let claimed = try #require(try await harness.store.claimRuns(claim).first)
            let approval = try #require(try await harness.approvals(of: parked).first)
            let now = harness.clock.now
            try await harness.store.write { rows throws(StoreError) in
                try rows.useApproval(approval.id, now: now)
                try rows.start(RunStart(lease: claimed.lease, now: now, events: []))
            }
            harness.clock.advance(by: .seconds(61))
            try await harness.work()
            let run = try await harness.run(parked.id)
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            #expect(try await harness.approvals(of: run).map(\.status) == [.used])
        }
    }

    // MARK: Time

    @Test func anApprovalThatIsNotUsedInTimeEndsTheRun() async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park()
            try await harness.approve(parked)
            harness.clock.advance(by: .seconds(14_400))
            try await harness.work()
            let run = try await harness.run(parked.id)
            #expect(run.state.status == .denied && run.state.reason == .approvalExpired)
            #expect(try await harness.approvals(of: run).map(\.status) == [.expired])
            #expect(try await harness.contradictions() == [])
        }
    }

    @Test func aRequestThatNobodyAnswersEndsTheRunWhenAWorkerLooks() async throws {
        try await Harness.withApprovals { harness in
            let items = [Harness.item("a"), Harness.item("b", ["needs": [["if": "succeeded", "item": "a"]]])]
            let parked = try #require(try await harness.run(Harness.spec(items)).first)
            harness.clock.advance(by: .seconds(14_399))
            #expect(try await harness.work().failures == 0)
            #expect(try await harness.run(parked.id).state.status == .awaitingApproval)
            harness.clock.advance(by: .seconds(1))
            let report = try await harness.work()
            #expect(report.failures == 1 && report.batches.values.map { $0 } == [.failed])
            let runs = try await harness.runs(parked.identity.batch)
            #expect(runs.map(\.state.status) == [.denied, .skipped])
            #expect(runs.first?.state.reason == .approvalExpired)
        }
    }

    @Test func anExpiryThatTheItemExpectsIsNoFailure() async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park(
                Harness.item("a", ["expect": [["reason": "approval.expired", "status": "denied"]]]))
            harness.clock.advance(by: .seconds(14_400))
            #expect(try await harness.work().failures == 0)
            let run = try await harness.run(parked.id)
            #expect(run.state.status == .denied && run.state.isExpected)
        }
    }

    @Test func aDeadlineThatPassesWhileTheRunIsParkedCancelsIt() async throws {
        try await Harness.withApprovals { harness in
            let batch = try #require(
                try await harness.submit(Harness.spec([Harness.item()], ["deadline": "1h"])).batch)
            try await harness.work()
            harness.clock.advance(by: .seconds(3_601))
            try await harness.work()
            let run = try #require(try await harness.runs(batch.id).first)
            #expect(run.state.status == .cancelled && run.state.reason == .cancelledBatch)
            #expect(try await harness.approvals(of: run).map(\.status) == [.void])
        }
    }

    // MARK: Others

    @Test func requirementsOfSeveralRulesAddUp() async throws {
        try await Harness.withApprovals { harness in
            let more: JSONValue = [
                "action": "tool.invoke", "effect": "allow", "id": "more", "target": "tool:git/echo",
                "requires": [
                    "approval": [
                        "approvers": ["membership:owner"], "count": 2, "expires": "1h", "separation": false,
                    ]
                ],
            ]
            try await harness.put("Policy", "all", Harness.approvalPolicy(rules: [more]))
            let run = try await harness.park()
            let approval = try await harness.pending(run)
            #expect(approval.expiresAt == approval.createdAt.advanced(by: .seconds(3_600)))
            let document = try #require(ApprovalDocument(approval.document))
            #expect(document.terms.map(\.rule) == ["acme/dev/Policy/all#rule", "acme/dev/Policy/all#more"])
            #expect(try await harness.standing("user:ben", for: run) == ["user:ben", nil])
            #expect(try await harness.standing("user:anna", for: run) == [nil, "membership:owner"])
        }
    }

    @Test func aRetryOfARejectedRunAsksAnew() async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park()
            let approval = try await harness.pending(parked)
            let now = harness.clock.now
            let vote = ApprovalVote(
                approval: approval.id, approver: "user:ben", verdict: .reject, standing: "[\"user:ben\"]", votedAt: now)
            try await harness.store.write { rows throws(StoreError) in
                _ = try rows.vote(
                    ApprovalBallot(
                        vote: vote, digest: approval.digest, isDecisive: true, actor: AuditEvent.Actor("user:ben")))
            }
            let retry = try await harness.store.retryRun(parked.id, events: [], now: now)
            try await harness.work()
            let run = try await harness.run(retry.run.id)
            #expect(run.state.status == .awaitingApproval)
            let second = try await harness.pending(run)
            #expect(second.id != approval.id && second.digest != approval.digest)
        }
    }

    @Test func aSecretOfTheInputIsBoundByItsReference() async throws {
        try await Harness.with(environment: ["KEY": "s3cret-value-of-the-night"]) { harness in
            try await harness.put("Policy", "all", Harness.approvalPolicy())
            let run = try await harness.park(
                Harness.item(input: ["key": ["fromSecret": "env:KEY"]]), by: "user:anna")
            let approval = try await harness.pending(run)
            #expect(!approval.document.contains("s3cret-value"))
            let document = try #require(ApprovalDocument(approval.document))
            #expect(document.calls.first?.input == ["key": ["fromSecret": "env:KEY"]])
            try await harness.approve(run)
            try await harness.work()
            #expect(try await harness.run(run.id).state.status == .succeeded)
        }
    }

    @Test func aCallByHandWaitsForNobody() async throws {
        try await Harness.withApprovals { harness in
            let outcome = try await DirectCall(harness.services, options: harness.options).call(
                .init(
                    organization: "acme", environment: "dev", agent: "bot", tool: try #require(ToolAddress("git/echo")),
                    input: [:], requester: "user:anna"))
            guard case .ran(let id, .denied, .policyDenied, let message?, nil) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(message.hasPrefix("it needs an approval by user:ben, and a call by hand waits for none"))
            #expect(try await harness.store.approvals(of: id, now: harness.clock.now).isEmpty)
        }
    }

    // MARK: Once

    /// Another worker uses the approval up between the gate and the announcement.
    @Test func anApprovalThatSomebodyElseHasUsedLetsNoCallThrough() async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park()
            let approval = try await harness.pending(parked)
            try await harness.approve(parked)
            let claim = RunClaim(worker: "w", limit: 1, leaseDuration: .seconds(60), now: harness.clock.now)
            let claimed = try #require(try await harness.store.claimRuns(claim).first)
            let (base, now) = (harness.store, harness.clock.now)
            let isUsed = Mutex(false)
            let useUp: @Sendable () async throws(StoreError) -> Void = { () throws(StoreError) in
                let wasUsed = isUsed.withLock { used in
                    defer { used = true }
                    return used
                }
                if wasUsed { return }
                try await base.write { rows throws(StoreError) in try rows.useApproval(approval.id, now: now) }
            }
            let hooked = HookedStore(base: base, beforeWrite: useUp)
            let services = ExecutionServices(
                store: hooked, clock: harness.clock, pool: harness.services.pool, catalog: ScopeCatalog(store: hooked),
                secrets: harness.services.secrets, connections: harness.services.connections,
                random: harness.services.random)
            let outcome = await ToolRunExecutor(services).execute(claimed, control: RunControl())
            #expect(outcome.status == .awaitingApproval && harness.server.calls.isEmpty)
            let all = try await harness.approvals(of: try await harness.run(parked.id))
            #expect(all.map(\.status) == [.used, .pending])
        }
    }

    @Test func aCallThatIsOverBudgetUsesNoApproval() async throws {
        try await Harness.withApprovals { harness in
            let items = [Harness.item("a"), Harness.item("b")]
            let runs = try await harness.run(Harness.spec(items, ["budget": ["calls": 1]]))
            for run in runs { try await harness.approve(run) }
            var options = harness.options
            options.concurrency = 1
            try await harness.work(options)
            let ended = try await harness.runs(runs[0].identity.batch)
            #expect(Set(ended.compactMap(\.state.reason)) == [.budgetExceeded])
            var statuses: [ApprovalStatus] = []
            for run in ended { statuses += try await harness.approvals(of: run).map(\.status) }
            #expect(Set(statuses) == [.used, .void] && harness.server.calls.count == 1)
        }
    }
}
