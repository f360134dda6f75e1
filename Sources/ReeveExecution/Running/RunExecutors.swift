package import ReeveStore

/// Chooses who works on a run, by the kind of the run. A run of an unknown kind is refused.
package struct RunExecutors: Sendable {
    private let executors: [RunRecord.Kind: any RunExecutor]
    private let others: any RunExecutor

    package init(_ executors: [RunRecord.Kind: any RunExecutor], services: ExecutionServices) {
        self.executors = executors
        others = RefusingExecutor(services)
    }

    /// The executors of the kinds that this version knows.
    package init(_ services: ExecutionServices) {
        self.init([.task: TaskExecutor(services), .toolRun: ToolRunExecutor(services)], services: services)
    }

    package func executor(for kind: RunRecord.Kind) -> any RunExecutor { executors[kind] ?? others }
}
