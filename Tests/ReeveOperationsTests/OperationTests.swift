import Foundation
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore
import TestSupport
import Testing

@testable import ReeveOperations

/// Operations take requester, clock and store from their context, and hand outcome, events and errors back.
@Suite struct OperationTests {
    private func apply(_ sample: OperationSample) async throws -> Signed<ApplyOperation.Outcome> {
        var operation = ApplyOperation(.manifests(PlanOperation(paths: [])))
        operation.approval = { _ in "anna (test)" }
        return try await operation.run(in: sample.context)
    }

    private func code(_ body: () async throws(OperationError) -> Void) async -> OperationError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func applyIsOfTheRequesterAtTheClocksTime() async throws {
        try await OperationSample.with { sample in
            let signed = try await apply(sample)
            guard case .applied(let serial, _) = signed.value.applied else {
                Issue.record("nothing was applied")
                return
            }
            #expect(signed.unsigned == nil)
            let revision = try #require(try await sample.store.revision(serial))
            #expect(revision.appliedAt == OperationSample.now)
            #expect(revision.draft.actor == "os:anna@desk")
            #expect(revision.draft.approver == "anna (test)")
            #expect(try await HistoryOperation().newest(1, in: sample.context).revisions.map(\.serial) == [serial])
            let report = "\(sample.folder)/reports/apply/\(serial)-\(signed.value.plan.id)/plan.json"
            #expect(FileManager.default.fileExists(atPath: report))
        }
    }

    @Test func aSecondApplyChangesNothingAndAsksNobody() async throws {
        try await OperationSample.with { sample in
            _ = try await apply(sample)
            var operation = ApplyOperation(.manifests(PlanOperation(paths: [])))
            operation.approval = { _ in throw OperationError(.notApproved) }
            let second = try await operation.run(in: sample.context)
            #expect(second.value.plan.isEmpty)
            guard case .unchanged = second.value.applied else {
                Issue.record("\(second.value.applied)")
                return
            }
        }
    }

    @Test func anApprovalThatIsWithheldLeavesTheStoreAlone() async throws {
        try await OperationSample.with { sample in
            var operation = ApplyOperation(.manifests(PlanOperation(paths: [])))
            operation.approval = { _ in throw OperationError(.notApproved) }
            let asking = operation
            let code = await code { () throws(OperationError) in _ = try await asking.run(in: sample.context) }
            guard case .notApproved? = code else {
                Issue.record("\(String(describing: code))")
                return
            }
            let objects = try await sample.store.objects(ObjectFilter())
            #expect(objects.isEmpty)
        }
    }

    @Test func mistakesComeWithTheirPlaces() async throws {
        try await OperationSample.with { sample in
            try TestFolder.write(
                Array("apiVersion: reeve/v1\nkind: Nothing\n".utf8), to: sample.folder + "/manifests/wrong.yaml")
            let code = await code { () throws(OperationError) in
                _ = try await PlanOperation(paths: []).run(in: sample.context)
            }
            guard case .notPlanned(let mistakes, let sources)? = code else {
                Issue.record("\(String(describing: code))")
                return
            }
            let range = try #require(mistakes.first { $0.severity == .error }?.range)
            #expect(range.file == "manifests/wrong.yaml")
            #expect(sources.line(range.file, range.start.line) == "kind: Nothing")
        }
    }

    @Test func aSubmissionIsOfTheRequesterAndARepeatedKeyIsAnEvent() async throws {
        try await OperationSample.with { sample in
            _ = try await apply(sample)
            var operation = SubmitOperation(.file("jobs/\(Self.job)"))
            operation.idempotencyKey = "once"
            let first = try await operation.run(in: sample.context).value
            #expect(first.batch.requester == "os:anna@desk")
            #expect(first.batch.createdAt == OperationSample.now)
            #expect(first.runCount > 0)
            let second = try await operation.run(in: sample.context).value
            #expect(second.batch.id == first.batch.id)
            let repeats = sample.events.compactMap { event -> ULID? in
                if case .keyUsedBefore(let batch) = event { return batch }
                return nil
            }
            #expect(repeats == [first.batch.id])
        }
    }

    @Test func aCancelledBatchIsOfTheRequesterInTheLog() async throws {
        try await OperationSample.with { sample in
            _ = try await apply(sample)
            let submitted = try await SubmitOperation(.file("jobs/\(Self.job)")).run(in: sample.context).value
            let id = submitted.batch.id
            let outcome = try await CancelBatchOperation(batch: String(id.text.suffix(6))).run(in: sample.context)
            #expect(outcome.batch.id == id)
            #expect(outcome.batch.status == .cancelled)
            #expect(outcome.effects.cancelled.count + outcome.effects.skipped.count == submitted.runCount)
            var filter = AuditFilter()
            filter.types = [.batchCancelled]
            let events = try await AuditListOperation(filter, limit: 10).run(in: sample.context).entries
            let event = try #require(events.first)
            let json = try JSONParser.parse(event.bytes)
            #expect(json["actor_id"]?.string == "os:anna@desk")
            #expect(json["time"]?.string == OperationSample.now.description)
        }
    }

    @Test func aNameThatNothingHasIsToldByItsCode() async throws {
        try await OperationSample.with { sample in
            _ = try await apply(sample)
            let code = await code { () throws(OperationError) in
                _ = try await SyncOperation(names: ["nowhere"], allowsEmpty: false).run(in: sample.context)
            }
            guard case .invalid(let mistakes, _)? = code else {
                Issue.record("\(String(describing: code))")
                return
            }
            #expect(mistakes.map(\.code) == ["connection.unknown"])
        }
    }

    private static let job = "night-check.yaml"
}
