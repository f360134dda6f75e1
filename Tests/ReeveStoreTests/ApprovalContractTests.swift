import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

/// What happens to requests for approvals, on every store.
@Suite struct ApprovalContractTests {
    private static let digest = ContentDigest.of("bound".utf8)

    private func request(_ run: ULID, id: Int = 1, call: String? = nil, expires: Int = 3_600) -> ApprovalRecord {
        ApprovalRecord(
            id: Sample.id(700_000_000 + id), run: run, call: call, digest: Self.digest, document: "{\"agent\":\"a\"}",
            createdAt: Sample.time(1), expiresAt: Sample.time(expires))
    }

    /// Claims the next run, and parks it with a request.
    @discardableResult
    private func park(
        _ store: any Store, id: Int = 1, replacing old: ULID? = nil, expires: Int = 3_600, isInDoubt: Bool = false
    ) async throws -> ApprovalRecord {
        let claimed = try #require(try await store.claim(1).first)
        let request = request(claimed.run.id, id: id, expires: expires)
        var completion = RunCompletion(
            lease: claimed.lease, status: .awaitingApproval, now: Sample.time(1), countsAsAttempt: false,
            isInDoubt: isInDoubt, events: [Sample.event(.runParked, at: Sample.time(1))])
        completion.approval = .requested(
            request, event: Sample.event(.approvalRequested, at: Sample.time(1)),
            replacing: old.map { .init(approval: $0, why: "the pin has moved") })
        try await store.finishRun(completion)
        return request
    }

    private func ballot(
        _ request: ApprovalRecord, by who: String = "user:ben", _ verdict: ApprovalVote.Verdict = .approve,
        isDecisive: Bool = true, digest: ContentDigest = digest, at seconds: Int = 2
    ) -> ApprovalBallot {
        ApprovalBallot(
            vote: ApprovalVote(
                approval: request.id, approver: who, verdict: verdict, standing: "[\"user:ben\"]", reason: "seen",
                votedAt: Sample.time(seconds)), digest: digest, isDecisive: isDecisive,
            actor: .init(kind: .user, id: who), errorText: "rejected by \(who)")
    }

    private func vote(_ store: any Store, _ ballot: ApprovalBallot) async throws(StoreError) -> RunEffects {
        try await store.write { rows throws(StoreError) in try rows.vote(ballot) }
    }

    private func events(_ store: any Store, of approval: ULID) async throws -> [AuditEventType] {
        try await store.auditEntries(AuditFilter()).reversed().map { try AuditEvent(decoding: $0.bytes) }
            .filter { $0.approvalID == approval.text }.map(\.type)
    }

    private func withParked<T>(
        _ kind: StoreUnderTest, runs: Int = 1, needs: [(Int, Int, RunNeed.Condition)] = [], deadline: Timestamp? = nil,
        hasReadBack: Bool = false, isInDoubt: Bool = false, expires: Int = 3_600,
        _ body: (any Store, ApprovalRecord) async throws -> T
    ) async throws -> T {
        try await kind.with { store in
            _ = try await store.submitBatch(
                Sample.submission(runs: runs, deadline: deadline, hasReadBack: hasReadBack, needs: needs), events: [])
            return try await body(store, try await park(store, expires: expires, isInDoubt: isInDoubt))
        }
    }

    // MARK: Asking

    @Test(arguments: StoreUnderTest.allCases)
    func aRequestIsWrittenWithTheRunThatParks(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            let found = try #require(try await store.approval(request.id))
            #expect(found.approval == request && found.votes.isEmpty)
            #expect(try await store.status(request.run) == .awaitingApproval)
            #expect(try await store.read { rows throws(StoreError) in try rows.lease(of: request.run) } == nil)
            #expect(try await store.claim(5).isEmpty)
            let event = try #require(
                try await store.auditEntries(AuditFilter()).compactMap { try? AuditEvent(decoding: $0.bytes) }
                    .first { $0.type == .approvalRequested })
            #expect(event.approvalID == request.id.text && event.runID == request.run.text)
            #expect(event.context?["digest"]?.string == Self.digest.description && event.outcome == "pending")
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRunThatWasAskedToStopAsksNobody(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 1), events: [])
            let claimed = try #require(try await store.claim(1).first)
            _ = try await store.cancelRun(claimed.run.id, actor: "user:anna", now: Sample.start)
            var completion = RunCompletion(
                lease: claimed.lease, status: .awaitingApproval, now: Sample.time(1), events: [])
            completion.approval = .requested(
                request(claimed.run.id), event: Sample.event(.approvalRequested), replacing: nil)
            try await store.finishRun(completion)
            #expect(try await store.status(claimed.run.id) == .cancelled)
            #expect(try await store.approvals(of: claimed.run.id, now: Sample.start).isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRequestThatIsReplacedIsVoid(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, first in
            _ = try await vote(store, ballot(first))
            let second = try await park(store, id: 2, replacing: first.id)
            let all = try await store.approvals(of: first.run, now: Sample.time(3))
            #expect(all.map(\.id) == [first.id, second.id] && all.map(\.status) == [.void, .pending])
            #expect(try await events(store, of: first.id) == [.approvalRequested, .approvalGranted, .approvalVoid])
        }
    }

    // MARK: Votes and use

    @Test(arguments: StoreUnderTest.allCases)
    func aDecisiveApprovalWakesTheRun(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            _ = try await vote(store, ballot(request, by: "user:anna", isDecisive: false))
            #expect(try await store.status(request.run) == .awaitingApproval)
            _ = try await vote(store, ballot(request))
            #expect(try await store.status(request.run) == .ready)
            let found = try #require(try await store.approval(request.id))
            #expect(found.approval.status == .approved && found.votes.map(\.approver) == ["user:anna", "user:ben"])
            #expect(try await store.claim(1, at: Sample.time(3)).count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRejectionEndsTheRunAndSkipsItsDependents(kind: StoreUnderTest) async throws {
        try await withParked(kind, runs: 2, needs: [(2, 1, .succeeded)]) { store, request in
            let effects = try await vote(store, ballot(request, .reject))
            #expect(effects.skipped == [Sample.run(1, 2)])
            let run = try #require(try await store.run(request.run))
            #expect(run.state.status == .denied && run.state.reason == .approvalRejected)
            #expect(run.state.errorText == "rejected by user:ben" && run.state.endedAt == Sample.time(2))
            #expect(try await store.approval(request.id)?.approval.status == .rejected)
            #expect(try await store.batch(run.identity.batch)?.status == .failed)
            #expect(try await events(store, of: request.id) == [.approvalRequested, .approvalRejected])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aVoteThatComesTooLateOrTwiceOrForAnotherRequestCountsForNothing(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            let wrong = [ballot(request, digest: ContentDigest.of("other".utf8)), ballot(request, at: 3_600)]
            _ = try await vote(store, ballot(request, isDecisive: false))
            for ballot in wrong + [ballot(request)] {
                let code = await code { () throws(StoreError) in _ = try await vote(store, ballot) }
                guard case .illegalTransition(.approval(request.id), _, "approve") = code else {
                    Issue.record("\(String(describing: code))")
                    continue
                }
            }
            #expect(try await store.approval(request.id)?.votes.count == 1)
            #expect(try await store.status(request.run) == .awaitingApproval)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anApprovalIsUsedOnce(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            func use(at seconds: Int) async -> StoreError.Code? {
                await code { () throws(StoreError) in
                    try await store.write { rows throws(StoreError) in
                        try rows.useApproval(request.id, now: Sample.time(seconds))
                    }
                }
            }
            #expect(await use(at: 2) == .illegalTransition(.approval(request.id), from: "pending", to: "used"))
            _ = try await vote(store, ballot(request))
            #expect(await use(at: 3_600) == .illegalTransition(.approval(request.id), from: "expired", to: "used"))
            #expect(await use(at: 3) == nil)
            #expect(await use(at: 4) == .illegalTransition(.approval(request.id), from: "used", to: "used"))
            #expect(
                try await events(store, of: request.id) == [.approvalRequested, .approvalGranted, .approvalUsed])
        }
    }

    // MARK: Ends

    @Test(arguments: StoreUnderTest.allCases)
    func aLateRequestEndsItsRunOnce(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            func expire(at seconds: Int) async throws -> RunEffects? {
                try await store.write { rows throws(StoreError) in
                    try rows.expireApproval(
                        request.id, errorText: "nobody", isExpected: false, now: Sample.time(seconds))
                }
            }
            #expect(try await expire(at: 3_599) == nil)
            #expect(try await expire(at: 3_600)?.closedBatches == [Sample.id(100_000): .failed])
            #expect(try await expire(at: 3_601) == nil)
            let run = try #require(try await store.run(request.run))
            #expect(run.state.status == .denied && run.state.reason == .approvalExpired)
            #expect(try await events(store, of: request.id) == [.approvalRequested, .approvalExpired])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRunInDoubtThatIsRejectedEndsInterrupted(kind: StoreUnderTest) async throws {
        try await withParked(kind, hasReadBack: true, isInDoubt: true) { store, request in
            _ = try await vote(store, ballot(request, .reject))
            let run = try #require(try await store.run(request.run))
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            #expect(run.state.errorText?.hasPrefix("approval.rejected") == true)
            let last = try await store.auditEntries(AuditFilter(run: run.id.text)).compactMap {
                try? AuditEvent(decoding: $0.bytes)
            }.first { $0.type.rawValue.hasPrefix("run.") }
            #expect(last?.type == .runInterrupted && last?.outcome == "interrupted")
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func cancellingTheRunOrItsBatchOrMissingTheDeadlineMakesTheRequestVoid(kind: StoreUnderTest) async throws {
        for end in ["run", "batch", "deadline"] {
            try await withParked(kind, deadline: Sample.time(60)) { store, request in
                switch end {
                case "run": _ = try await store.cancelRun(request.run, actor: "user:anna", now: Sample.time(5))
                case "batch":
                    _ = try await store.cancelBatch(
                        Sample.id(100_000), actor: "user:anna", events: [], now: Sample.time(5))
                default: _ = try await store.claim(1, at: Sample.time(60))
                }
                #expect(try await store.status(request.run) == .cancelled, "\(end)")
                let found = try #require(try await store.approval(request.id)).approval
                #expect(found.status == .void && found.endedAt != nil, "\(end)")
                #expect(try await events(store, of: request.id) == [.approvalRequested, .approvalVoid], "\(end)")
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func anApprovalThatWasGivenAndNotUsedIsVoidWhenItsRunEnds(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            _ = try await vote(store, ballot(request))
            let claimed = try #require(try await store.claim(1, at: Sample.time(3)).first)
            try await store.finish(claimed, .denied, reason: .policyDenied, at: Sample.time(4))
            #expect(try await store.approval(request.id)?.approval.status == .void)
        }
    }

    // MARK: Listings

    @Test(arguments: StoreUnderTest.allCases)
    func listingsGoByTheStatusOfTheMoment(kind: StoreUnderTest) async throws {
        try await kind.with { store in
            _ = try await store.submitBatch(Sample.submission(runs: 3), events: [])
            let requests = [
                try await park(store, id: 1), try await park(store, id: 2, expires: 50), try await park(store, id: 3),
            ]
            _ = try await vote(store, ballot(requests[2]))
            func list(_ statuses: Set<ApprovalStatus>?, scope: String? = nil) async throws -> [ULID] {
                try await store.read { rows throws(StoreError) in
                    let filter = ApprovalFilter(organization: scope, statuses: statuses, now: Sample.time(60))
                    return try rows.approvals(filter, before: nil, limit: 10).cut.shown.map(\.id)
                }
            }
            #expect(try await list(nil) == requests.map(\.id).reversed())
            #expect(try await list([.pending]) == [requests[0].id])
            #expect(try await list([.expired]) == [requests[1].id])
            #expect(try await list([.approved]) == [requests[2].id])
            #expect(try await list(nil, scope: "other") == [])
            let late = try await store.read { rows throws(StoreError) in
                try rows.lateApprovals(now: Sample.time(60), limit: 10).map(\.id)
            }
            #expect(late == [requests[1].id])
            let first = try await store.read { rows throws(StoreError) in
                try rows.approvals(ApprovalFilter(now: Sample.start), before: nil, limit: 2).cut
            }
            #expect(first.shown.map(\.id) == [requests[2].id, requests[1].id] && first.hasMore)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aRunThatIsDeletedTakesItsRequestsAlong(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            _ = try await vote(store, ballot(request, isDecisive: false))
            try await store.write { rows throws(StoreError) in try rows.deleteRun(request.run) }
            #expect(try await store.approval(request.id) == nil)
            #expect(try await store.read { rows throws(StoreError) in try rows.votes(on: request.id) }.isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func whatTheLogSaysOfRequestsAgreesWithTheirRows(kind: StoreUnderTest) async throws {
        try await withParked(kind) { store, request in
            let before = try await store.contradictionsOfLog()
            #expect(before.filter { $0.hasPrefix("approval") } == [])
            try await store.write { rows throws(StoreError) in
                guard var row = try rows.approval(request.id) else { return }
                row.status = .approved
                try rows.update(row)
            }
            let after = try await store.contradictionsOfLog()
            #expect(
                after.filter { $0.hasPrefix("approval") } == [
                    "approval \(request.id): it is approved, and pending by the log"
                ])
        }
    }
}
