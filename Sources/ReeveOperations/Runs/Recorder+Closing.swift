import ReeveExecution
import ReeveModel
import ReeveReport
import ReeveStore

extension Recorder.Closing {
    /// What stands at the end of a recording of a batch.
    static func of(_ report: RunReport, in store: any Store) async throws(StoreError) -> Recorder.Closing {
        let batch = report.batch
        let (organization, environment) = (batch.organization, batch.environment)
        let tools = try await store.toolDefinitions(
            ToolFilter(organization: organization, environment: environment, currentOnly: false))
        let connections = try await store.connectionStatuses(organization: organization)
            .filter { $0.environment == environment }
        let runs = report.runs.map(\.record)
        return Recorder.Closing(
            tools: tools, connections: connections,
            policySet: runs.lazy.compactMap(\.usage.policySetDigest).first,
            templates: Set(runs.compactMap(\.usage.templateVersion)).sorted(), outcome: ReplayOutcome.of(report))
    }
}
