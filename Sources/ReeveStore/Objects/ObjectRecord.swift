package import ReeveJSON
package import ReeveModel

/// An object as stored: the content of one manifest, its owner and marks of its history.
package struct ObjectRecord: Sendable, Hashable {
    /// Given by the apply that creates the object. It stays through updates and renames, and changes with a replace.
    package var uid: ULID
    package var key: ObjectKey
    /// Canonical JSON of annotations, displayName, description, protect and labels.
    package var metadata: String
    /// Canonical JSON of the spec with defaults filled in.
    package var spec: String
    /// The content digest of key, metadata and spec, as the planner computes it.
    package var digest: ContentDigest
    /// The set that owns the object; nil for an unowned one.
    package var owningSet: String?
    /// What the owning set applied last. It differs from ``digest`` after a change by somebody else (drift).
    package var lastAppliedDigest: ContentDigest?
    /// The spec that belongs to ``lastAppliedDigest``; see ``ObjectContent/isDeclared``.
    package var lastAppliedSpec: String?
    /// Starts at 1. Every change of the row raises it.
    package var generation: Int64
    package var protection: Protection
    package var source: StoredSource?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// False where other hands have changed the row, or it is damaged. Nothing is then decided by it.
    package var isIntact = true

    package init(
        uid: ULID, key: ObjectKey, metadata: String, spec: String, digest: ContentDigest,
        owningSet: String? = nil, lastAppliedDigest: ContentDigest? = nil,
        lastAppliedSpec: String? = nil, generation: Int64 = 1, protection: Protection = .none,
        source: StoredSource? = nil, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.uid = uid
        self.key = key
        self.metadata = metadata
        self.spec = spec
        self.digest = digest
        self.owningSet = owningSet
        self.lastAppliedDigest = lastAppliedDigest
        self.lastAppliedSpec = lastAppliedSpec
        self.generation = generation
        self.protection = protection
        self.source = source
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The canonical JSON of the labels, as it stands in the metadata.
    package var labelsText: String { CanonicalText.member("labels", of: metadata).map(String.init) ?? "{}" }

    /// The labels. Each use parses the metadata.
    package var labels: [String: String] {
        let text = labelsText
        var labels: [String: String] = [:]
        guard text != "{}" else { return labels }
        for member in (try? JSONParser.parse(text))?.object ?? [:] { labels[member.key] = member.value.string }
        return labels
    }

    /// The digest of the content under another key, which is what the object has after its scope was renamed.
    package func digest(underKey key: ObjectKey) -> ContentDigest {
        key == self.key ? digest : ObjectDigest.of(key: key, metadata: metadata, spec: spec)
    }

    /// ``lastAppliedDigest`` under another key.
    ///
    /// The store keeps no former metadata. Where the metadata has drifted, the digest under the new key cannot be
    /// computed. The old digest then stays. It differs from every content under the new key, so the drift still shows.
    package func lastAppliedDigest(underKey key: ObjectKey) -> ContentDigest? {
        guard let lastAppliedDigest, key != self.key else { return lastAppliedDigest }
        if lastAppliedDigest == digest { return digest(underKey: key) }
        guard let lastAppliedSpec,
            ObjectDigest.of(key: self.key, metadata: metadata, spec: lastAppliedSpec) == lastAppliedDigest
        else { return lastAppliedDigest }
        return ObjectDigest.of(key: key, metadata: metadata, spec: lastAppliedSpec)
    }

    package var head: ObjectHead {
        ObjectHead(
            uid: uid, key: key, digest: digest, owningSet: owningSet, generation: generation,
            lastAppliedDigest: lastAppliedDigest, protection: protection)
    }
}
