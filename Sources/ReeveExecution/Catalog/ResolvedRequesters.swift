internal import ReeveModel
internal import ReevePolicy

/// Requesters as they were resolved at one revision of the store.
struct ResolvedRequesters: Sendable {
    private let revision: ScopeRevision
    private var known: [Requester: ResolvedRequester] = [:]
    private static let knownMax = 1_024

    init(_ revision: ScopeRevision) { self.revision = revision }

    /// Nil where the requester was not resolved, or at another revision.
    func find(_ requester: Requester, at revision: ScopeRevision) -> ResolvedRequester? {
        revision == self.revision ? known[requester] : nil
    }

    mutating func add(_ resolved: ResolvedRequester, at revision: ScopeRevision) {
        if revision != self.revision { self = ResolvedRequesters(revision) }
        if known.count >= ResolvedRequesters.knownMax { known.removeAll() }
        known[resolved.requester] = resolved
    }
}
