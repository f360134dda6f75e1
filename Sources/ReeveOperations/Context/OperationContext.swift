import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel

/// What an operation works with: the project, the requester, the time, and the receiver of its events.
///
/// ```swift
/// let plan = try await PlanOperation(paths: []).run(in: context)
/// ```
///
/// An operation takes everything from here, and nothing from the process: no environment variable, no current folder,
/// no signal. It prints nothing. What it reports on the way goes to ``events``, and its outcome is what it returns.
package struct OperationContext: Sendable {
    package let project: Project
    /// The texts that messages may point into. At first only the project file.
    package var sources = SourceIndex()
    /// Who asks. Whoever makes the context reads this once.
    package let requester: Operator
    package var clock: any ExecutionClock
    /// The version of reeve, for reports and servers.
    package let version: String
    /// The environment variables that manifests, secrets and servers may read.
    package var variables: [String: String] = [:]
    /// The absolute folder that relative paths of the caller are relative to.
    package let folder: String
    package var scope = ScopeOptions()
    /// How long to wait for the lock of the store.
    package var lockTimeout: Duration = .seconds(30)
    package let stores: StoreOpening
    /// Whether the caller names a store instead of the project's own.
    package var namesStore = false
    /// The most detailed level of entries that are made.
    package var logLevel = LogLevel.warning
    /// Carries requests to stop to the operation.
    package var stop = StopHandle()
    /// Reads the whole input that the caller means by the path `-`.
    package var standardInput: @Sendable () -> [UInt8] = { [] }
    /// Receives events in their order. It is called from any thread, and must be quick.
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

    /// The absolute form of a path that the caller gave.
    package func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

    /// Reports mistakes and warnings that do not end the operation.
    func tell(_ diagnostics: [Diagnostic], sources: SourceIndex? = nil) {
        if !diagnostics.isEmpty { events(.diagnostics(diagnostics, sources ?? self.sources)) }
    }

    /// - Parameter fields: evaluated only where the level is logged.
    package func log(
        _ level: LogLevel, _ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, String?> = [:]
    ) {
        guard level <= logLevel else { return }
        events(.logged(LogEntry(level: level, event: event, fields: fields().map { ($0.key, $0.value) })))
    }
}
