internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveScheduler

/// Finds mistakes that can be known before anything runs.
struct SubmissionChecks {
    let scope: ExecutionScope
    let request: SubmissionRequest

    /// One for each agent and connection that does not exist. A missing tool is no mistake here, since a sync may still
    /// bring it.
    func diagnostics(_ spec: BatchSpec) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (index, item) in spec.items.enumerated() {
            switch item.work {
            case .toolRun(let toolRun):
                found += diagnostics(toolRun, at: JSONPointer(tokens: ["items", String(index), "toolRun"]))
            case .task(let task): found += diagnostics(task, of: item, at: index)
            }
            do throws(ExpectationEvaluator.Failure) {
                _ = try ExpectationEvaluator(item.expectations)
            } catch {
                found.append(
                    Diagnostic(
                        "batch.invalid-expectation", error.message,
                        at: request.locate(
                            JSONPointer(tokens: ["items", String(index), "expect", String(error.index)]))))
            }
        }
        return found
    }

    private func diagnostics(_ toolRun: BatchSpec.ToolRun, at pointer: JSONPointer) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if scope.agents[toolRun.agent] == nil {
            found.append(
                unknown(
                    "batch.unknown-agent", "agent", toolRun.agent, among: scope.agents.keys,
                    at: pointer.appending("agent")))
        }
        if scope.connections[toolRun.tool.connection] == nil {
            found.append(
                unknown(
                    "batch.unknown-connection", "connection", toolRun.tool.connection, among: scope.connections.keys,
                    at: pointer.appending("tool")))
        }
        return found
    }

    func unknown(
        _ code: DiagnosticCode, _ what: String, _ name: String, among known: some Collection<String>,
        at pointer: JSONPointer
    ) -> Diagnostic {
        Diagnostic(
            code, "\(what) '\(name)' does not exist in '\(request.organization)/\(request.environment)'",
            at: request.locate(pointer),
            label: NearestName.suggestion(for: name, among: known).map { "did you mean '\($0)'?" })
    }
}
