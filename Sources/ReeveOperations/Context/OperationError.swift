import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore

/// Why an operation did nothing, or less than was asked.
///
/// Callers decide by ``code``. A ``Diagnostic`` has its words already; whoever prints any other error chooses the
/// words.
package struct OperationError: Error, Sendable {
    package enum Code: Sendable {
        /// Manifests, options or names have mistakes. Warnings are included.
        case invalid([Diagnostic], SourceIndex)
        /// Manifests have mistakes, so there is no plan of them. Warnings are included.
        case notPlanned([Diagnostic], SourceIndex)
        /// Refused for want of permission or evidence, or because of a protection.
        case refused(Diagnostic)
        /// A file or a folder could not be read or written.
        case failed(Diagnostic)
        case store(StoreError)
        case execution(ExecutionError)
        /// The plan was not applied. Nothing of it is in the store.
        case apply(ApplyError, SealedPlan)
        case planFile(PlanFileError, path: String)
        /// The submission is strict, and these runs would be denied.
        case denied([DeniedRun])
        /// Somebody was asked for an approval and did not give it.
        case notApproved
        /// The store contradicts its checkpoint.
        case checkpointMismatch(CheckpointFile.Mismatch)
        /// Everything was done, but the log could not be signed.
        case unsigned(UnsignedLog)
        /// The caller has asked the operation to stop.
        case stopped
        /// An error of no room, for example one that a callback of the caller threw.
        case other(any Error)
    }

    package let code: Code
    /// Set where the log could not be signed after this error. It is reported after the error itself.
    package var unsigned: UnsignedLog?

    package init(_ code: Code) { self.code = code }

    /// A single mistake in the input that has no place in a file.
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

    /// Turns an error of a room below into an error of an operation.
    package init(wrapping error: any Error) {
        switch error {
        case let error as OperationError: self = error
        case let error as StoreError: self.init(.store(error))
        case let error as RecordingError: self.init(error)
        case let error as ExecutionError: self.init(error.underlying.map { .store($0) } ?? .execution(error))
        default: self.init(.other(error))
        }
    }

    /// Runs a body, and turns the errors of rooms below into errors of an operation.
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
