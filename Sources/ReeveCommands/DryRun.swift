import ArgumentParser
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// `run --dry-run`: what would run and what the gate would say, read from the store and the batch file alone.
///
/// The store is opened for reading; no server is started, no run is claimed, no event is written. The status is 7 where
/// a run would be denied or refused and no `expect` asks for that; with `--strict` 4 where the submission would be.
struct DryRun {
    /// Nil for what is queued.
    let source: BatchSource?
    let key: String?
    let isStrict: Bool
    let queues: [String]
    let output: ResultFormat

    func run(_ context: CommandContext) async throws {
        let previews = try await context.withStore(.read) { store in
            let setup = ExecutionSetup(store: store, project: context.project, log: context.log)
            do {
                return try await judge(GatePreview(setup.services), store, context)
            } catch let error as ExecutionError {
                throw context.report(error)
            }
        }
        switch output {
        case .text:
            let style = TextStyle(isOn: context.terminal.outputHasColor)
            context.terminal.write(DryRunText(previews, style: style).text)
        case .json: context.terminal.json(DryRunDocument.json(previews))
        }
        if isStrict, source != nil, previews.contains(where: { $0.verdict == .denied && $0.run.status.isTerminal }) {
            context.fail(
                "the submission would be refused: a run of it would be denied", code: "policy.denied",
                help: "leave out --strict, and the other runs go on")
            throw ExitStatus.refused.exit
        }
        if previews.contains(where: \.isFailure) { throw ExitStatus.runsFailed.exit }
    }

    private func judge(
        _ gate: GatePreview, _ store: any Store, _ context: CommandContext
    ) async throws -> [RunPreview] {
        guard let source else {
            try await QueueNames.check(queues, store: store, context: context)
            return try await gate.queued(queues)
        }
        var request = try await BatchSubmission.request(
            source, key: key, isStrict: isStrict, context: context, store: store)
        request.isWorkedHere = true
        switch try await gate.submission(request) {
        case .invalid(let mistakes): throw SubmissionOutput.refuse(.invalid(mistakes), context: context)
        case .existing(let batch, let previews):
            context.terminal.note("this key was used before: batch \(batch.id)")
            return previews
        case .runs(let previews): return previews
        }
    }
}
