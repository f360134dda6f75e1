import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import ReeveStoreSQL
import Testing

@Suite struct RunReportBuilderTests {
    @Test func itemsStandInTheOrderOfTheDefinition() async throws {
        let report = try await SampleReport.made()
        #expect(report.itemOrder.first == "status" && report.itemOrder.last == "after-the-nap")
        #expect(report.items.map(\.item) == report.itemOrder)
        #expect(report.items.first?.total == 8 && report.runs.count == 40)
        #expect(report.batch.status == .succeeded && report.verdict.kind == .passed)
        #expect(report.needsAttention == 0)
    }

    /// Other sets in the store say nothing about the batch.
    @Test func theRevisionIsOfTheSetThatHasTheEnvironmentOrAnAgent() async throws {
        try await SampleReport.withStore { store in
            try await SampleReport.addTools(to: store)
            var sample = SampleBatch()
            try await sample.run(on: store)
            let batch = sample.batch.id
            func apply(_ set: String, _ key: ObjectKey, seconds: Int, generation: Int64 = 0) async throws {
                let head = try await store.read { rows throws(StoreError) in try rows.head() }
                let content = ObjectContent(
                    metadata: "{}", spec: #"{"step":\#(generation)}"#, digest: .of("\(set) \(generation)".utf8),
                    owningSet: set)
                var draft = RevisionDraft(
                    set: set, planID: ULID(milliseconds: 3, high: 0, low: UInt64(head.serial + 1)),
                    planDigest: .of([1]), actor: "user:anna")
                draft.gitCommit = "\(set)-\(generation)"
                _ = try await store.apply(
                    ObjectChangeSet(
                        store: head.storeID, baseSerial: head.serial,
                        changes: [
                            ObjectChange(
                                generation == 0 ? .create : .update, key, expectedGeneration: generation,
                                content: content)
                        ], revision: draft, now: SampleBatch.start.advanced(by: .seconds(seconds))))
            }
            func revision() async throws -> String? {
                try await SampleReport.build(batch, on: store).revision.map { "\($0.set) \($0.gitCommit?.hash ?? "")" }
            }
            let other = ObjectKey(kind: "User", name: "anna")
            let environment = ObjectKey(kind: "Environment", organization: SampleBatch.organization, name: "prod")
            try await apply("theirs", other, seconds: -30)
            #expect(try await revision() == nil, "nothing of the batch belongs to a set")
            try await apply("mine", environment, seconds: -20)
            #expect(try await revision() == "mine mine-0")
            for step in 1...25 { try await apply("theirs", other, seconds: -15, generation: Int64(step)) }
            try await apply("mine", environment, seconds: 10, generation: 1)
            #expect(try await revision() == "mine mine-0", "what was applied later did not hold for the batch")
            let agent = try #require(try await store.runs().compactMap(\.assignment.agent).first)
            let key = ObjectKey(
                kind: "Agent", organization: SampleBatch.organization, environment: "prod", name: agent)
            try await apply("agents", key, seconds: -10)
            #expect(try await revision() == "agents agents-0")
        }
    }

    @Test func denialsNameRuleAndPlace() async throws {
        let report = try await SampleReport.made()
        let denied = try #require(report.runs.first { $0.record.identity.item == "rewrite-history" })
        #expect(denied.refusal?.by.names == ["acme/guardrails/history-is-not-rewritten"])
        #expect(denied.shownPlace == "manifests/acme/policies.yaml:9")
        #expect(denied.refusal?.stage == "submission")
        let byDefault = try #require(report.runs.first { $0.record.identity.item == "too-much" })
        #expect(byDefault.refusal?.by.names == [] && byDefault.shownPlace == nil)
        let wrong = try #require(report.runs.first { $0.record.identity.item == "wrong-input" })
        #expect(wrong.refusal?.stage == "input" && wrong.refusal?.by.rules == [] && wrong.shownPlace == nil)
        #expect(report.runs.first?.label == "status repo=.demo/repos/website,revision=HEAD")
        let skipped = try #require(report.runs.first { $0.record.identity.item == "after-the-nap" })
        #expect(skipped.skipCause == "oversleeps")
    }

    @Test func toolsAreThoseThatCallsWereMadeOf() async throws {
        // git_branch and git_show have no definition in the store; what was denied was never called.
        let report = try await SampleReport.made()
        #expect(report.tools.map(\.address) == ["clock/convert_time", "git/git_log", "git/git_status"])
        let log = try #require(report.tools.first { $0.address == "git/git_log" })
        #expect(log.calls == 8)
        let sample = try await SampleReport.withStore { store in
            try await SampleReport.addTools(to: store, also: ("git", "git_reset"))
            var sample = SampleBatch()
            try await sample.run(on: store)
            return try await SampleReport.build(sample.batch.id, on: store)
        }
        #expect(
            sample.runs.contains { $0.record.assignment.tool == "git/git_reset" && $0.record.state.status == .denied })
        #expect(!sample.tools.contains { $0.address == "git/git_reset" })
    }

    @Test func callsNameTheRuleThatAllowedThem() async throws {
        let report = try await SampleReport.made()
        let status = try #require(report.runs.first)
        #expect(status.allowedBy?.names == ["acme/prod/Policy/watching/the-rule-that-allowed-it"])
        let denied = try #require(report.runs.first { $0.record.identity.item == "rewrite-history" })
        #expect(denied.allowedBy == nil)
        let page = ReportPage(report).text
        for run in report.runs { #expect(page.contains(run.record.id.text), "no id of \(run.label)") }
    }

    @Test func attemptsSayWhatWentWrong() async throws {
        let report = try await SampleReport.made()
        let flaky = try #require(report.runs.first { $0.record.identity.item == "flaky" })
        #expect(flaky.attempts.map(\.message) == ["the server exited with status 3", nil])
        #expect(flaky.attempts.allSatisfy { $0.wasSent && $0.arguments != nil })
        #expect(report.retried.map(\.record.identity.item) == ["flaky"])
        let wrong = try #require(report.runs.first { $0.record.identity.item == "wrong-input" })
        #expect(wrong.attempts.map(\.wasSent) == [false] && wrong.callsSent == 0)
    }

    @Test func troubleComesFirstAndIsCounted() async throws {
        let report = try await SampleReport.made(hasTrouble: true)
        #expect(report.verdict.kind == .failed && report.needsAttention == 4)
        let kinds = report.otherwise.map { $0.ending.needsAttention }
        #expect(kinds == kinds.sorted { $0 && !$1 })
        #expect(report.slowest(3).map(\.record.identity.item).first == "oversleeps")
        #expect(
            report.throughput.buckets.reduce(0) { $0 + $1.finished }
                == report.runs.count { $0.record.state.endedAt != nil && !$0.attempts.isEmpty })
    }

    @Test func retriedRunReplacesTheOldOne() async throws {
        try await SampleReport.withStore { store in
            var sample = SampleBatch(hasTrouble: true)
            try await sample.run(on: store)
            let before = try await SampleReport.build(sample.batch.id, on: store)
            let flaky = try #require(before.runs.first { $0.record.identity.item == "flaky" })
            _ = try await store.retryRun(flaky.record.id, events: [], now: SampleBatch.start.advanced(by: .seconds(30)))
            try await sample.drain(store, from: SampleBatch.start.advanced(by: .seconds(31)))
            let after = try await SampleReport.build(sample.batch.id, on: store)
            #expect(after.runs.count == before.runs.count)
            #expect(after.superseded.map(\.record.id) == [flaky.record.id])
            #expect(after.runs.first { $0.record.identity.item == "flaky" }?.record.state.status == .succeeded)
            #expect(after.needsAttention == before.needsAttention - 1)
        }
    }

    @Test func missingBatchIsAnError() async throws {
        try await SampleReport.withStore { store in
            let id = SampleBatch().batch.id
            do {
                _ = try await SampleReport.build(id, on: store)
                Issue.record("a report of a batch that is not there")
            } catch let error as StoreError {
                guard case .missing = error.code else { throw error }
            }
        }
    }

    @Test func resultsBeyondTheBoundAreLeftOutAndNoted() async throws {
        try await SampleReport.withStore { store in
            var sample = SampleBatch()
            try await sample.run(on: store)
            let id = sample.batch.id
            let report = try await store.read { rows throws(StoreError) in
                try RunReportBuilder.build(batch: id, reading: rows, options: .init(outputBytesMax: 20_000))
            }
            #expect(report.notes.count == 1)
            #expect(report.runs.contains { $0.outputBytes > 0 && $0.output == nil })
            #expect(report.runs.reduce(0) { $0 + ($1.output == nil ? 0 : $1.outputBytes) } <= 20_000)
        }
    }
}
