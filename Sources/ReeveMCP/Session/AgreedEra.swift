/// What was agreed with a server, kept for other processes. It is a first guess and no promise: a server that has
/// changed is asked anew.
package struct AgreedEra: Sendable {
    package var recall: @Sendable () async -> ProtocolEra?
    package var remember: @Sendable (ProtocolEra) async -> Void

    /// Remembers nothing.
    package init() {
        recall = { nil }
        remember = { _ in }
    }

    package init(
        recall: @escaping @Sendable () async -> ProtocolEra?, remember: @escaping @Sendable (ProtocolEra) async -> Void
    ) {
        self.recall = recall
        self.remember = remember
    }
}
