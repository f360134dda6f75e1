import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel

/// What an operation works with: the project, who asks, the time, and where its events go.
///
/// ```swift
/// let plan = try await PlanOperation(paths: []).run(in: context)
/// ```
///
/// An operation takes everything from here and nothing from the process: no environment variable, no current folder, no
/// signal. It prints nothing; what there is to tell on the way goes to ``events``, and the outcome is what it returns.
package struct OperationContext: Sendable {
    package let project: Project
    /// The project file, for messages that point into it.
    package var sources = SourceIndex()
    /// Who asks. Read once, by whoever makes the context.
    package let requester: Operator
    package let clock: any ExecutionClock
    /// The version of reeve, as reports and servers are told.
    package let version: String
    /// The environment variables that manifests, secrets and servers may read.
    package var variables: [String: String] = [:]
    /// The absolute folder that relative paths of the caller start at.
    package let folder: String
    package var scope = ScopeOptions()
    /// How long to wait for the lock of the store.
    package var lockTimeout: Duration = .seconds(30)
    package let stores: StoreOpening
    /// Whether the caller named the store beside the project's own.
    package var namesStore = false
    /// Entries above this level are not made.
    package var logLevel = LogLevel.warning
    /// Asks the operation to stop.
    package var stop = StopHandle()
    /// Reads all of the input that a caller hands over as the path `-`.
    package var standardInput: @Sendable () -> [UInt8] = { [] }
    /// Takes events in their order; called from any thread, and must be quick.
    package var events: @Sendable (OperationEvent) -> Void = { _ in }

    package init(
        project: Project, requester: Operator, clock: any ExecutionClock, version: String, folder: String,
        stores: StoreOpening
    ) {
        self.project = project
        self.requester = requester
        self.clock = clock
        self.version = version
        self.folder = folder
        self.stores = stores
    }

    package var now: Timestamp { clock.now }

    /// An absolute path of a path that the caller gave.
    package func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

    /// Tells of mistakes and warnings that do not end the operation.
    func tell(_ diagnostics: [Diagnostic], sources: SourceIndex? = nil) {
        if !diagnostics.isEmpty { events(.diagnostics(diagnostics, sources ?? self.sources)) }
    }

    /// - Parameter fields: made only where the level is logged.
    package func log(
        _ level: LogLevel, _ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, String?> = [:]
    ) {
        guard level <= logLevel else { return }
        events(.logged(LogEntry(level: level, event: event, fields: fields().map { ($0.key, $0.value) })))
    }
}
