/// Ids of the tool calls of a conversation.
struct CallIDs: Sendable {
    /// Of an id that is sent back to a provider with every turn.
    private static let bytesMax = 256

    private var used: Set<String>
    private var next = 1

    init(used: Set<String>) { self.used = used }

    /// The provider's id, or one of our own (`call_1`, `call_2`, the first that is free) where the provider gave none, a
    /// very long one, or one that another call has.
    mutating func unique(_ id: String) -> String {
        if !id.isEmpty, id.utf8.count <= Self.bytesMax, used.insert(id).inserted { return id }
        while true {
            let own = "call_\(next)"
            next += 1
            if used.insert(own).inserted { return own }
        }
    }
}
