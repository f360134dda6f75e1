package import ReeveJSON
package import ReeveMCP
package import ReeveStore

/// The protocol generations that servers agreed to, kept in the store for the next process.
///
/// A kept generation is the first guess of whoever opens a session next. It holds for one identity of the server: a
/// connection that leads to another server is asked anew. Where the store cannot be read or written, only the guess is
/// lost.
package struct AgreedProtocols: Sendable {
    private let store: any Store

    package init(store: any Store) { self.store = store }

    /// - Parameters:
    ///   - connection: `organization/environment/name`.
    ///   - identity: see ``ConnectionTransport/identity``.
    package func memory(of connection: String, identity: ContentDigest) -> AgreedEra {
        let key = "connection.protocol." + connection
        return AgreedEra(
            recall: { [store] in
                guard let text = try? await store.value(forKey: key) else { return nil }
                let words = text.split(separator: " ")
                guard words.count == 2, words[0] == identity.description else { return nil }
                return ProtocolEra(rawValue: String(words[1]))
            },
            remember: { [store] era in try? await store.setValue("\(identity) \(era.rawValue)", forKey: key) })
    }
}
