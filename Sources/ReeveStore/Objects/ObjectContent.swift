package import ReeveJSON
package import ReeveModel

/// The content that a change gives to an object.
package struct ObjectContent: Sendable, Hashable {
    /// Canonical JSON. Objects are selected by its member `labels`.
    package var metadata: String
    package var spec: String
    package var digest: ContentDigest
    package var owningSet: String?
    /// Whether the owning set declares this content; ``ObjectRecord/lastAppliedDigest`` then follows it. False for a
    /// change past the set (`user`, `rollback`), which shows as drift.
    package var isDeclared: Bool
    package var protection: Protection
    package var references: [ReferenceTarget]
    package var uniqueKeys: [StoredUniqueKey]
    package var source: StoredSource?

    package init(
        metadata: String, spec: String, digest: ContentDigest, owningSet: String? = nil, isDeclared: Bool = true,
        protection: Protection = .none,
        references: [ReferenceTarget] = [], uniqueKeys: [StoredUniqueKey] = [], source: StoredSource? = nil
    ) {
        self.metadata = metadata
        self.spec = spec
        self.digest = digest
        self.owningSet = owningSet
        self.isDeclared = isDeclared
        self.protection = protection
        self.references = references
        self.uniqueKeys = uniqueKeys
        self.source = source
    }
}
