import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReeveOperations

/// What `approvals approve` and `approvals reject` do, and what they refuse.
@Suite struct ApprovalDecisionTests {
    /// The words of a refusal; nil where nothing was refused.
    private func refusal(_ body: () async throws(OperationError) -> Void) async -> String? {
        do throws(OperationError) {
            try await body()
            return nil
        } catch {
            guard case .refused(let diagnostic) = error.code else { return "not refused: \(error)" }
            return diagnostic.message
        }
    }

    @Test func anApprovalWakesTheRunAndIsLogged() async throws {
        try await ApprovalSample.with { sample in
            let outcome = try await sample.approve(by: "user:ben", reason: "seen it")
            #expect(!outcome.wasDone && outcome.entry.status == .approved)
            let status = try await sample.status()
            #expect(status == (.approved, .ready))
            let event = try #require(try await sample.events(.approvalGranted).first)
            #expect(event.actor == AuditEvent.Actor("user:ben") && event.subject == "user:ben")
            #expect(event.approvalID == sample.approval.text && event.runID == sample.run.text)
            #expect(event.context?["digest"]?.string == outcome.entry.approval.digest.description)
            #expect(event.context?["reason"] == "seen it" && event.context?["standing"] == ["user:ben"])
            #expect(try await sample.store.contradictionsOfLog().filter { $0.hasPrefix("approval") } == [])
        }
    }

    @Test func aSecondTimeByTheSamePersonChangesNothing() async throws {
        try await ApprovalSample.with { sample in
            _ = try await sample.approve(by: "user:ben")
            let entries = try await sample.store.auditEntries(AuditFilter()).count
            #expect(try await sample.approve(by: "user:ben").wasDone)
            #expect(try await sample.store.auditEntries(AuditFilter()).count == entries)
        }
        try await ApprovalSample.with { sample in
            _ = try await sample.reject(by: "user:ben")
            #expect(try await sample.reject(by: "user:ben").wasDone)
        }
    }

    @Test func theOperatorIsTheUserOfItsName() async throws {
        // The operator of the sample is os:anna@desk.
        try await ApprovalSample.with(["approvers": ["user:anna"]], submittedBy: "user:ben") { sample in
            let outcome = try await sample.approve()
            #expect(outcome.entry.votes.map(\.approver) == ["os:anna@desk"])
        }
        try await ApprovalSample.with(["approvers": ["membership:owner"]], submittedBy: "os:anna@laptop") { sample in
            let words = await refusal { () throws(OperationError) in _ = try await sample.approve() }
            #expect(
                words?.hasSuffix("'os:anna@desk' has submitted the work, and somebody else must approve it") == true)
        }
    }

    @Test func whoMayNotIsRefusedAndTheLogHasIt() async throws {
        try await ApprovalSample.with { sample in
            for who: Requester in ["user:dora", "service-account:bot", "agent:bot@acme/dev"] {
                let words = await refusal { () throws(OperationError) in _ = try await sample.approve(by: who) }
                #expect(words?.contains("cannot be approved") == true, "\(who): \(words ?? "")")
            }
            let words = await refusal { () throws(OperationError) in _ = try await sample.reject(by: "user:dora") }
            #expect(words?.contains("cannot be rejected: 'user:dora' is not user:ben") == true, "\(words ?? "")")
            let status = try await sample.status()
            #expect(status == (.pending, .awaitingApproval))
            let events = try await sample.events(.permissionDenied)
            #expect(
                events.map(\.subject) == ["user:dora", "service-account:bot", "agent:bot@acme/dev", "user:dora"])
            #expect(events.allSatisfy { $0.approvalID == sample.approval.text && $0.decision == .deny })
        }
    }

    @Test func twoPeopleAreNeededWhereTheRuleSaysSo() async throws {
        try await ApprovalSample.with(["approvers": ["membership:admin"], "count": 2]) { sample in
            #expect(try await sample.approve(by: "user:ben").entry.status == .pending)
            #expect(try await sample.approve(by: "user:ben").wasDone)
            let halfway = try await sample.status()
            #expect(halfway == (.pending, .awaitingApproval))
            #expect(try await sample.approve(by: "user:carl").entry.status == .approved)
            #expect(try await sample.events(.approvalGranted).map(\.outcome) == ["pending", "approved"])
        }
    }

    @Test func ofTwoWhoApproveAtOnceOneIsTold() async throws {
        try await ApprovalSample.with(["approvers": ["membership:admin"]]) { sample in
            async let ben = refusal { () throws(OperationError) in _ = try await sample.approve(by: "user:ben") }
            async let carl = refusal { () throws(OperationError) in _ = try await sample.approve(by: "user:carl") }
            let words = await [ben, carl].compactMap { $0 }
            #expect(words.count == 1 && words[0].contains("it is approved already"), "\(words)")
            #expect(try await sample.store.approval(sample.approval)?.votes.count == 1)
            let status = try await sample.status()
            #expect(status == (.approved, .ready))
        }
    }

    @Test func twoWhoAreBothNeededMayApproveAtOnce() async throws {
        try await ApprovalSample.with(["approvers": ["membership:admin"], "count": 2]) { sample in
            async let ben = sample.approve(by: "user:ben")
            async let carl = sample.approve(by: "user:carl")
            _ = try await (ben, carl)
            let status = try await sample.status()
            #expect(status == (.approved, .ready))
        }
    }

    @Test func aRejectionNeedsAReasonAndEndsTheRun() async throws {
        try await ApprovalSample.with { sample in
            for reason in ["", " \n"] {
                do throws(OperationError) {
                    _ = try await sample.reject(by: "user:ben", reason)
                    Issue.record("it was taken")
                } catch {
                    guard case .invalid = error.code else {
                        Issue.record("\(error)")
                        continue
                    }
                }
            }
            _ = try await sample.reject(by: "user:ben", "too wide")
            let run = try #require(try await sample.store.run(sample.run))
            #expect(run.state.status == .denied && run.state.reason == .approvalRejected)
            #expect(run.state.errorText == "rejected by user:ben: too wide")
            let words = await refusal { () throws(OperationError) in _ = try await sample.approve(by: "user:ben") }
            #expect(words?.hasSuffix("it was rejected") == true)
        }
    }

    @Test func aRejectionThatTheItemExpectsIsNoFailure() async throws {
        let expect: JSONObject = ["expect": [["reason": "approval.rejected", "status": "denied"]]]
        try await ApprovalSample.with(item: expect) { sample in
            _ = try await sample.reject(by: "user:ben")
            let run = try #require(try await sample.store.run(sample.run))
            #expect(run.state.isExpected && !run.countsAsFailure)
            #expect(try await sample.store.batch(run.identity.batch)?.status == .succeeded)
        }
    }

    @Test func whoHasApprovedCannotReject() async throws {
        try await ApprovalSample.with(["approvers": ["membership:admin"], "count": 2]) { sample in
            _ = try await sample.approve(by: "user:ben")
            let words = await refusal { () throws(OperationError) in _ = try await sample.reject(by: "user:ben") }
            #expect(words?.contains("'user:ben' has approved it before") == true)
        }
    }

    @Test func aVoteThatComesLateEndsTheRun() async throws {
        try await ApprovalSample.with(expires: .zero) { sample in
            let words = await refusal { () throws(OperationError) in _ = try await sample.approve(by: "user:ben") }
            #expect(words?.contains("it expired at") == true, "\(words ?? "")")
            let status = try await sample.status()
            #expect(status == (.expired, .denied))
            #expect(try await sample.store.run(sample.run)?.state.reason == .approvalExpired)
        }
    }

    @Test func aDigestThatWasNotShownIsRefused() async throws {
        try await ApprovalSample.with { sample in
            let other = ContentDigest.of("other".utf8).description
            let words = await refusal { () throws(OperationError) in
                _ = try await sample.approve(by: "user:ben", digest: other)
            }
            #expect(words?.contains("and not \(other)") == true)
            let digest = try #require(try await sample.store.approval(sample.approval)?.approval.digest)
            #expect(try await sample.approve(by: "user:ben", digest: digest.description).entry.status == .approved)
        }
    }

    @Test func aRequestThatIsVoidOrUsedIsRefused() async throws {
        try await ApprovalSample.with { sample in
            _ = try await sample.store.cancelRun(sample.run, actor: "user:anna", now: OperationSample.now)
            let words = await refusal { () throws(OperationError) in _ = try await sample.approve(by: "user:ben") }
            #expect(words?.contains("it is void") == true)
        }
        try await ApprovalSample.with(["approvers": ["membership:admin"]]) { sample in
            _ = try await sample.approve(by: "user:ben")
            try await sample.store.write { rows throws(StoreError) in
                try rows.useApproval(sample.approval, now: OperationSample.now)
            }
            let words = await refusal { () throws(OperationError) in _ = try await sample.approve(by: "user:carl") }
            #expect(words?.contains("it is used up") == true)
            #expect(try await sample.approve(by: "user:ben").wasDone)
        }
    }

    @Test func partsOfAnIdNameARequest() async throws {
        try await ApprovalSample.with { sample in
            let id = sample.approval.text
            for part in [id, String(id.prefix(12)), String(id.suffix(6)).lowercased()] {
                let entry = try await ApprovalShowOperation(approval: part).run(in: sample.operations.context)
                #expect(entry.approval.id == sample.approval && entry.requester == "user:anna")
            }
            for part in [String(id.prefix(7)), String(id.suffix(5)), "ZZZZZZ"] {
                await #expect(throws: OperationError.self) {
                    _ = try await ApprovalShowOperation(approval: part).run(in: sample.operations.context)
                }
            }
        }
    }
}
