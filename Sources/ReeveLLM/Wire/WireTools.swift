/// The names of a request on the wire: tools offered or called before, and calls.
struct WireTools: Sendable {
    let tools: ToolNames
    /// Ids of calls, for providers that allow the characters of ``ToolNames`` alone.
    let ids: ToolNames
    let callIDs: CallIDs

    init(_ request: ModelRequest) {
        var called: Set<String> = []
        var ids: Set<String> = []
        for message in request.messages {
            switch message {
            case .user: break
            case .assistant(_, let calls):
                called.formUnion(calls.map(\.tool))
                ids.formUnion(calls.map(\.id))
            case .results(let results):
                called.formUnion(results.map(\.tool))
                ids.formUnion(results.map(\.call))
            }
        }
        tools = ToolNames(offered: request.tools.map(\.name), mentioned: called)
        self.ids = ToolNames(offered: ids)
        callIDs = CallIDs(used: ids)
    }
}
