package import ReeveStore

/// Chooses who works on a run, by the kind of the run. A run of an unknown kind is refused.
package struct RunExecutors: Sendable {
    private let executors: [RunRecord.Kind: any RunExecutor]
    private let others: any RunExecutor

    package init(_ executors: [RunRecord.Kind: any RunExecutor], services: ExecutionServices) {
        func taped(_ executor: any RunExecutor) -> any RunExecutor {
            services.tape.map { TapedExecutor(base: executor, tape: $0, clock: services.clock) } ?? executor
        }
        self.executors = executors.mapValues(taped)
        others = taped(RefusingExecutor(services))
    }

    /// The executors of the kinds that this version knows.
    package init(_ services: ExecutionServices) {
        self.init([.task: TaskExecutor(services), .toolRun: ToolRunExecutor(services)], services: services)
    }

    package func executor(for kind: RunRecord.Kind) -> any RunExecutor { executors[kind] ?? others }
}
