import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore

/// `run --replay`: runs a batch from a recording, by the manifests as they are now.
///
/// It opens no socket, starts no process, reads no secret and does not touch the project's store. The same manifests and
/// the same recording give the same report, byte for byte.
package struct ReplayOperation: Sendable {
    package struct Outcome: Sendable {
        package let ending: RunOperation.Outcome.Ending
        package let batch: FinishedBatch
        /// The runs that end in another way than the recording says.
        package let differences: [ReplayDifference]
        /// How many runs there are.
        package let runCount: Int
        /// Runs that have taken answers to other questions (`--match ordinal`), and how many.
        package let inexact: [(run: String, answers: Int)]
    }

    package let source: BatchSource
    /// The folder of the recording.
    package let recording: String
    package var match = Player.Match.exact
    /// The manifests; empty for what `reeve.yaml` names.
    package var manifests: [String] = []

    package init(_ source: BatchSource, recording: String) {
        self.source = source
        self.recording = recording
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await OperationError.wrapping {
            let opened: Recording
            do throws(RecordingError) {
                opened = try await Recording.open(context.absolute(recording))
            } catch {
                throw OperationError(error)
            }
            let world = try await ReplayWorld.make(of: opened, match: match, paths: manifests, in: context)
            do {
                let outcome = try await replay(opened, in: world, caller: context)
                await world.close()
                return outcome
            } catch {
                await world.close()
                throw error
            }
        }
    }

    private func replay(
        _ recording: Recording, in world: ReplayWorld, caller: OperationContext
    ) async throws -> Outcome {
        let context = world.context
        let definition = try await BatchDefinition.read(source, store: world.store, in: context)
        var request = try definition.request(idempotencyKey: nil, isStrict: false, in: context)
        request.requester = Requester(recording.manifest.requester)
        request.isWorkedHere = true
        guard request.organization == recording.manifest.organization,
            request.environment == recording.manifest.environment, request.name == recording.manifest.batch
        else {
            let manifest = recording.manifest
            throw OperationError.invalid(
                "the recording is of batch '\(manifest.batch)' of \(manifest.organization)/\(manifest.environment), not of '\(request.name)' of \(request.organization)/\(request.environment)",
                code: "recording.other-batch", help: "name the batch that was recorded")
        }
        let result = try await world.player.submitting(request) { [request] in
            try await BatchSubmitter(world.services).submit(request)
        }
        let batch: ULID
        switch result {
        case .submitted(let record, let runs, _):
            batch = record.id
            context.events(.working(total: runs))
        case .existing(let record): batch = record.id
        case .invalid(let mistakes): throw OperationError(.invalid(mistakes, context.sources))
        case .denied(let runs): throw OperationError(.denied(runs))
        }
        let worked = try await world.work(on: batch)
        context.events(.worked(waits: worked.waits))
        if case .store(let error)? = worked.stop { throw error }
        return try await finish(batch, worked, recording, in: world, caller: caller)
    }

    private func finish(
        _ batch: ULID, _ worked: RunLoopReport, _ recording: Recording, in world: ReplayWorld,
        caller: OperationContext
    ) async throws -> Outcome {
        // No key: a report of a replay proves nothing, and must not depend on who replays.
        let options = RunReportBuilder.Options(
            producer: "reeve \(caller.version)", redactor: world.services.secrets.redactor)
        var report = try await world.store.read { rows throws(StoreError) in
            try RunReportBuilder.build(batch: batch, reading: rows, options: options)
        }
        let inexact = world.player.inexact.sorted { $0.key < $1.key }.map { place, answers in
            (run: place.cell.isEmpty ? place.item : "\(place.item) (\(place.cell))", answers: answers)
        }
        report.notes.append("this is a replay of what was recorded at \(recording.manifest.submittedAt)")
        for (run, answers) in inexact {
            report.notes.append("'\(run)' has taken \(answers) answer(s) that were given to another question")
        }
        let differences = ReplayDifference.between(recording.outcome, ReplayOutcome.of(report))
        // The batch has the id of the recorded one, whose own report stays as it is.
        let finished = await ReportOperation.write(report, isLatest: false, part: "replays", in: caller)
        var hasFailed = worked.failures > 0 || !worked.parked.isEmpty
        let status = report.batch.status
        if status == .failed || status == .open { hasFailed = true }
        let ending: RunOperation.Outcome.Ending =
            caller.stop.requests > 0 ? .stopped : hasFailed ? .failed : finished.path == nil ? .unreported : .done
        return Outcome(
            ending: ending, batch: finished, differences: differences, runCount: report.runs.count, inexact: inexact)
    }
}
