import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

/// `tools call`: one call by hand, through the same gate as every call of a batch.
package struct CallOperation: Sendable {
    package let tool: ToolAddress
    /// The name of the agent that makes the call.
    package let agent: String
    package let input: JSONObject
    /// The timeout of the call; nil for that of the tool.
    package let timeout: Duration?

    package struct Outcome: Sendable {
        package let call: DirectCall.Outcome
        /// Whether the caller has asked to stop while the call was made.
        package let wasStopped: Bool
    }

    package init(tool: ToolAddress, agent: String, input: JSONObject, timeout: Duration?) {
        self.tool = tool
        self.agent = agent
        self.input = input
        self.timeout = timeout
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<Outcome> {
        try await context.withExecution(handlesStop: true) { setup in
            let scope = try await context.chooseScope(setup.store, having: KindName.agent, named: agent)
            let stop = context.stop
            stop.begin()
            defer { stop.end() }
            let direct = DirectCall(
                setup.services, options: setup.workerOptions(concurrency: 1),
                onLoop: { loop in stop.handOn(to: { _ in loop.stop() }) })
            let call = try await direct.call(
                DirectCall.Request(
                    organization: scope.organization ?? "", environment: scope.environment ?? "", agent: agent,
                    tool: tool, input: input, timeout: timeout, requester: context.requester.identity))
            return Outcome(call: call, wasStopped: stop.requests > 0)
        }
    }
}
