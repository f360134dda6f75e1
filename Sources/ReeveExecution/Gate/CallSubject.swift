package import ReeveJSON
package import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler

/// A call, with the objects and definitions that it names. ``ResolveCheck`` makes it.
package struct CallSubject: Sendable {
    package let address: ToolAddress
    package let agent: ExecutionScope.Agent
    package let connection: ExecutionScope.Connection
    package let declaration: ExecutionScope.Declaration?
    package let tool: CompiledTool
    /// The newest definition of the tool that the server gave, accepted or not.
    package let observed: ContentDigest
    /// The input exactly as it is sent: after `fromItem`, `fromSecret` and `coerce`.
    package let input: JSONObject
    /// The input as it is written and shown, with references in the place of secrets; nil where ``input`` may be shown.
    package let shownInput: JSONValue?
    package let pin: ContentDigest?

    package var isIdempotent: Bool { declaration?.spec.isIdempotent ?? false }

    /// Whether the call may be made again after an unknown effect, by the tool's declaration of this moment.
    var repetition: CallRepetition {
        CallRepetition(isIdempotent: isIdempotent, hasReadBack: declaration?.readBack != nil)
    }

    /// What limits are chosen by: whose permits the call takes.
    func limitSubject(in scope: ExecutionScope, requester: ResolvedRequester) -> LimitSubject {
        LimitSubject(
            organization: scope.organization, environment: scope.environment, agent: agent.spec.slug,
            tool: address.unversioned, connection: connection.name,
            user: requester.name)
    }
}
