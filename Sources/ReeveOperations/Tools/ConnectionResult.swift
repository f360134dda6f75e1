import ReeveExecution
import ReeveModel

/// What a verb has done at one connection.
package struct ConnectionResult<Report: Sendable>: Sendable {
    package let connection: ObjectKey
    package let report: Result<Report, ExecutionError>
}

extension ConnectionResult {
    init(_ connection: ObjectKey, _ body: () async throws(ExecutionError) -> Report) async {
        self.connection = connection
        do {
            report = .success(try await body())
        } catch {
            report = .failure(error)
        }
    }

    package var hasFailed: Bool {
        if case .failure = report { return true }
        return false
    }
}
