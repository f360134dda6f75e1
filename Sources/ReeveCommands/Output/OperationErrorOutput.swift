import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveOperations
import ReevePlanning
import ReeveStore

extension Terminal {
    /// Writes the error of an operation in words.
    ///
    /// - Parameter sources: the project file, for mistakes that point into it.
    func report(_ error: OperationError, sources: SourceIndex) {
        switch error.code {
        case .invalid(let diagnostics, let sources): report(diagnostics, sources: sources)
        case .notPlanned(let diagnostics, let sources):
            report(diagnostics, sources: sources)
            let count = diagnostics.count { $0.severity == .error }
            errorLine("\(count) error\(count == 1 ? "" : "s"); nothing was planned.")
        case .refused(let diagnostic), .failed(let diagnostic): report([diagnostic], sources: sources)
        case .store(let error): report(error)
        case .execution(let error): report(error)
        case .apply(let error, _): report(error, sources: sources)
        case .planFile(let error, let path):
            fail("'\(path)' is no plan that can be applied: \(error.words)", code: "plan.invalid")
        case .denied(let runs):
            for run in runs { fail("\(run.item) \(run.cell): \(run.message)", code: "policy.denied") }
        case .notApproved: note("Nothing was changed.")
        case .checkpointMismatch(let found):
            fail(
                found.message, code: found.kind == .truncated ? "store.behind" : "store.forked",
                help: CheckpointFile.Mismatch.help)
        case .unsigned(let unsigned): report(unsigned)
        // Whoever ends the command writes the words for these two.
        case .stopped, .other: break
        }
        if let unsigned = error.unsigned { report(unsigned) }
    }

    private func report(_ error: StoreError) {
        let words = StoreErrorText(error)
        fail(words.message, code: words.code, help: words.help)
    }

    /// Says that the log was not signed. What was done is in the log all the same.
    private func report(_ unsigned: UnsignedLog) {
        let words = (unsigned.error as? StoreError).map { StoreErrorText($0).message } ?? "\(unsigned.error)"
        fail(
            "the audit log was not signed: \(words)", code: "audit.not-signed",
            help: "what was done stands in the log; the next command that writes signs it")
    }

    func report(_ error: ExecutionError) {
        if let underlying = error.underlying { return report(underlying) }
        let (code, help): (DiagnosticCode, String?) =
            switch error.code {
            case .store: ("store.failed", nil)
            case .unreadableObject: ("store.unreadable-object", "apply the manifest anew")
            case .edited: ("store.edited", "'reeve plan' and 'reeve store check' say more")
            case .missing: ("object.missing", "reeve get all lists what there is")
            case .emptyToolList: ("tools.empty", "add --allow-empty if that is meant")
            case .connection: ("connection.failed", nil)
            case .secretMissing: ("secret.missing", "set it for this process")
            }
        var lines = error.message.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let first = lines.isEmpty ? "it failed" : lines.removeFirst()
        fail(first, code: code, help: help)
        for line in lines { errorLine("  | " + line) }
    }

    private func report(_ error: ApplyError, sources: SourceIndex) {
        switch error.code {
        case .invalid(let diagnostics): report(diagnostics, sources: sources)
        case .guarded(let guards):
            for found in guards {
                fail(
                    (found.key.map { "\($0) " } ?? "") + found.detail,
                    code: DiagnosticCode("plan." + found.cause.rawValue),
                    help: found.isLiftedByConfirmation ? found.key.map { "add --confirm \($0)" } : nil)
            }
            errorLine("Nothing was changed.")
        case .conflicts(let conflicts):
            for conflict in conflicts {
                fail(
                    "\(conflict.key) is in conflict: \(conflict.cause.rawValue)"
                        + (conflict.owner.map { ", owned by set '\($0)'" } ?? ""),
                    code: "plan.conflict",
                    help: "take the manifest's value with --take, drop the field, or match the stored value")
            }
        case .stale(let key):
            fail("\(key) has changed since the plan was made", code: "plan.stale", help: "make the plan anew")
        case .store(let error): report(error)
        }
    }
}

extension PlanFileError {
    fileprivate var words: String {
        switch code {
        case .unsupportedVersion(let version): "it has format version \(version), which this reeve does not know"
        case .invalid(let pointer): "'\(pointer)' is missing or not of its form"
        case .notSaved: "it was printed with -o json; only 'plan --out' saves what apply needs"
        case .digestMismatch: "it was changed after it was made"
        }
    }
}
