package import ReeveJSON
package import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler

/// A call with everything that it names found; made by ``ResolveCheck``.
package struct CallSubject: Sendable {
    package let address: ToolAddress
    package let agent: ExecutionScope.Agent
    package let connection: ExecutionScope.Connection
    package let declaration: ExecutionScope.Declaration?
    package let tool: CompiledTool
    /// The newest definition of the tool that the server gave, accepted or not.
    package let observed: ContentDigest
    /// After `fromItem`, `fromSecret` and `coerce`: exactly as it will be sent.
    package let input: JSONObject
    /// What is written and shown in the place of ``input``, with references in the place of secrets; nil where the input
    /// itself is.
    package let shownInput: JSONValue?
    package let pin: ContentDigest?

    package var isIdempotent: Bool { declaration?.spec.isIdempotent ?? false }

    /// Whether the call may be made again after an unknown effect, by the tool's declaration of this moment.
    var repetition: CallRepetition {
        CallRepetition(isIdempotent: isIdempotent, hasReadBack: declaration?.readBack != nil)
    }

    /// Whose permits the call takes.
    func limitSubject(in scope: ExecutionScope, requester: ResolvedRequester) -> LimitSubject {
        LimitSubject(
            organization: scope.organization, environment: scope.environment, agent: agent.spec.slug,
            tool: address.unversioned, connection: connection.name,
            user: requester.name)
    }
}
