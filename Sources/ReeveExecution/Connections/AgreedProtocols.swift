package import ReeveJSON
package import ReeveMCP
package import ReeveStore

/// What was agreed with the servers of connections, kept in the store for the next process.
///
/// It is the first guess of whoever opens a session, and holds for one launch: a connection that starts something else
/// is asked anew. A store that cannot be read or written costs the guess and nothing else.
package struct AgreedProtocols: Sendable {
    private let store: any Store

    package init(store: any Store) { self.store = store }

    /// - Parameters:
    ///   - connection: `organization/environment/name`.
    ///   - launch: the digest of its launch.
    package func memory(of connection: String, launch: ContentDigest) -> AgreedEra {
        let key = "connection.protocol." + connection
        return AgreedEra(
            recall: { [store] in
                guard let text = try? await store.value(forKey: key) else { return nil }
                let words = text.split(separator: " ")
                guard words.count == 2, words[0] == launch.description else { return nil }
                return ProtocolEra(rawValue: String(words[1]))
            },
            remember: { [store] era in try? await store.setValue("\(launch) \(era.rawValue)", forKey: key) })
    }
}
