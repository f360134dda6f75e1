import ReeveAudit
import ReeveExecution
import ReeveModel
import ReeveOperations
import ReevePlanning
import ReeveStore

// The one place that says which status an outcome gives.
extension ExitStatus {
    package init(of error: OperationError) {
        self =
            switch error.code {
            case .invalid, .notPlanned, .planFile: .invalidInput
            case .refused, .denied, .notApproved: .refused
            case .failed, .unsigned, .other: .failure
            case .store(let error): ExitStatus(of: error)
            case .execution(let error): ExitStatus(of: error)
            case .apply(let error, _): ExitStatus(of: error)
            case .checkpointMismatch(let found): ExitStatus(of: found.kind)
            case .stopped: .interrupted
            }
    }

    package init(of error: StoreError) {
        self =
            switch error.code {
            // The store that was named does not exist.
            case .missing(.store): .failure
            case .alreadyExists(.store): .invalidInput
            // What the plan or the request goes by has changed.
            case .wrongStore, .staleGeneration, .idempotencyConflict, .alreadyExists: .conflict
            case .referenced, .scopeNotEmpty, .lastSteward, .neededByRuns, .edited: .refused
            case .missing, .uniqueViolation, .illegalTransition, .tooLarge: .invalidInput
            case .locked: .locked
            case .readOnly, .full, .newerVersion, .olderVersion, .notADatabase, .corrupt, .leaseLost, .invalidRequest,
                .closed, .ioFailure:
                .failure
            }
    }

    package init(of error: ExecutionError) {
        if let underlying = error.underlying {
            self.init(of: underlying)
            return
        }
        self =
            switch error.code {
            case .store, .unreadableObject: .failure
            case .edited, .emptyToolList: .refused
            case .missing: .invalidInput
            case .connection, .secretMissing: .runsFailed
            }
    }

    package init(of error: ApplyError) {
        self =
            switch error.code {
            case .invalid: .invalidInput
            case .guarded: .refused
            case .conflicts, .stale: .conflict
            case .store(let error): ExitStatus(of: error)
            }
    }

    /// A kind of finding has the same number as its status. `reeve-verify` ends with these numbers too.
    package init(of kind: AuditFinding.Kind) { self = ExitStatus(rawValue: kind.rawValue) ?? .failure }

    init(of verification: AuditVerification) {
        self = verification.verdict.map { ExitStatus(of: $0.kind) } ?? .done
    }

    init(of ending: RunOperation.Outcome.Ending) {
        self =
            switch ending {
            case .stopped: .interrupted
            case .failed: .runsFailed
            case .unreported: .failure
            case .done: .done
            }
    }

    /// The status of a replay: that of the runs, or with `--against` whether they end as they were recorded.
    init(of outcome: ReplayOperation.Outcome, isComparing: Bool) {
        self =
            !isComparing || outcome.ending == .stopped
            ? ExitStatus(of: outcome.ending) : outcome.differences.isEmpty ? .done : .runsFailed
    }

    /// The status of a plan; changes count only where `--detailed-exitcode` asks for that.
    init(of plan: Plan, isDetailed: Bool) { self = isDetailed && !plan.isEmpty ? .changes : .done }

    /// The status of a question to the policies; a denial counts only where `--detailed-exitcode` asks for that.
    init(of evaluation: PolicyEvaluation.Outcome, isDetailed: Bool) {
        self = isDetailed && !evaluation.isAllowed ? .refused : .done
    }

    /// The status of a dry run: 7 where a run would be denied or refused, and no `expect` asks for that.
    init(of previews: [RunPreview]) { self = previews.contains(where: \.isFailure) ? .runsFailed : .done }

    /// The status of a report that was asked for.
    init(of batch: FinishedBatch) { self = batch.path == nil ? .failure : .done }

    /// The status of a check of the stored bytes.
    init(ofFlaws flaws: [String]) { self = flaws.isEmpty ? .done : .runsFailed }

    /// The status of work at several connections.
    init<Report>(ofAll results: [ConnectionResult<Report>]) {
        self = results.contains(where: \.hasFailed) ? .runsFailed : .done
    }

    /// The status of tests of providers.
    init(ofAll tests: [ProviderTest]) { self = tests.contains(where: \.hasFailed) ? .runsFailed : .done }

    init(of outcome: CallOperation.Outcome) {
        guard !outcome.wasStopped else {
            self = .interrupted
            return
        }
        self =
            switch outcome.call {
            case .ran(_, .succeeded, _, _, _): .done
            case .ran(_, .denied, _, _, _), .refused(.denied): .refused
            case .ran: .runsFailed
            case .refused(.invalid): .invalidInput
            case .refused(.submitted), .refused(.existing): .failure
            }
    }

    /// Ends the command with this status where it is not ``done``.
    func end() throws {
        if self != .done { throw exit }
    }
}
