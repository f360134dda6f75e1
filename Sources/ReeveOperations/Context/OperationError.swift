import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore

/// Why an operation came to nothing, or to less than was asked.
///
/// Callers decide by ``code``. Who prints it owns the words of everything that is no ``Diagnostic`` already.
package struct OperationError: Error, Sendable {
    package enum Code: Sendable {
        /// Manifests, options or names have mistakes; warnings beside them come along.
        case invalid([Diagnostic], SourceIndex)
        /// Manifests have mistakes, so no plan was made of them; warnings come along.
        case notPlanned([Diagnostic], SourceIndex)
        /// Permission, protection or missing evidence is against it.
        case refused(Diagnostic)
        /// A file or a folder failed.
        case failed(Diagnostic)
        case store(StoreError)
        case execution(ExecutionError)
        /// Nothing of the plan is in the store.
        case apply(ApplyError, SealedPlan)
        case planFile(PlanFileError, path: String)
        /// A strict submission, of which these runs would be denied.
        case denied([DeniedRun])
        /// Whoever was asked for an approval did not give it.
        case notApproved
        /// The store does not fit its checkpoint.
        case checkpointMismatch(CheckpointFile.Mismatch)
        /// All was done, and the log could not be signed.
        case unsigned(UnsignedLog)
        /// The caller asked to stop.
        case stopped
        /// An error that no room declares, such as one of a callback of the caller.
        case other(any Error)
    }

    package let code: Code
    /// Set where the log could not be signed either, which is told after the error itself.
    package var unsigned: UnsignedLog?

    package init(_ code: Code) { self.code = code }

    /// One mistake of the input, without a place.
    package static func invalid(
        _ message: String, code: DiagnosticCode, help: String? = nil
    ) -> OperationError {
        OperationError(.invalid([Diagnostic(code, message, help: help)], SourceIndex()))
    }

    package static func refused(
        _ message: String, code: DiagnosticCode, help: String? = nil
    ) -> OperationError {
        OperationError(.refused(Diagnostic(code, message, help: help)))
    }

    package static func failed(_ message: String, code: DiagnosticCode, help: String? = nil) -> OperationError {
        OperationError(.failed(Diagnostic(code, message, help: help)))
    }

    /// The error of a room below as one of an operation.
    package init(wrapping error: any Error) {
        switch error {
        case let error as OperationError: self = error
        case let error as StoreError: self.init(.store(error))
        case let error as ExecutionError: self.init(error.underlying.map { .store($0) } ?? .execution(error))
        default: self.init(.other(error))
        }
    }

    /// Runs a body in which rooms below throw errors of their own.
    package static func wrapping<Result>(
        _ body: () async throws -> Result
    ) async throws(OperationError) -> Result {
        do {
            return try await body()
        } catch {
            throw OperationError(wrapping: error)
        }
    }
}
