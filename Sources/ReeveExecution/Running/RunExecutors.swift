package import ReeveStore

/// Who works on a run, by the run's kind. A run of any other kind is refused.
package struct RunExecutors: Sendable {
    private let executors: [RunRecord.Kind: any RunExecutor]
    private let others: any RunExecutor

    package init(_ executors: [RunRecord.Kind: any RunExecutor], services: ExecutionServices) {
        self.executors = executors
        others = RefusingExecutor(services)
    }

    /// What this version works on.
    package init(_ services: ExecutionServices) {
        self.init([.toolRun: ToolRunExecutor(services)], services: services)
    }

    package func executor(for kind: RunRecord.Kind) -> any RunExecutor { executors[kind] ?? others }
}
