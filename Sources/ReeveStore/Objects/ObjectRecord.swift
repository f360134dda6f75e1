package import ReeveJSON
package import ReeveModel

/// An object as stored: one manifest's content, its owner and its history marks.
package struct ObjectRecord: Sendable, Hashable {
    /// Given by apply; stays through updates and renames, changes with a replace.
    package var uid: ULID
    package var key: ObjectKey
    /// Canonical JSON of annotations, displayName, description, protect and labels.
    package var metadata: String
    /// Canonical JSON of the spec with defaults filled in.
    package var spec: String
    /// The content digest over key, metadata and spec, as the planner computes it.
    package var digest: ContentDigest
    /// The set that owns the object; nil for an unowned one.
    package var owningSet: String?
    /// What the owning set applied last; differs from ``digest`` after a change by somebody else (drift).
    package var lastAppliedDigest: ContentDigest?
    /// The spec that belongs to ``lastAppliedDigest``.
    package var lastAppliedSpec: String?
    /// Starts at 1 and is raised by every change of the row.
    package var generation: Int64
    package var protection: Protection
    package var source: StoredSource?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
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

    /// The labels' canonical JSON, as the metadata has it.
    package var labelsText: String { CanonicalText.member("labels", of: metadata).map(String.init) ?? "{}" }

    /// Read out of the metadata each time.
    package var labels: [String: String] {
        let text = labelsText
        var labels: [String: String] = [:]
        guard text != "{}" else { return labels }
        for member in (try? JSONParser.parse(text))?.object ?? [:] { labels[member.key] = member.value.string }
        return labels
    }

    /// The content's digest under another key: what the object has after its scope was renamed.
    package func digest(underKey key: ObjectKey) -> ContentDigest {
        key == self.key ? digest : ObjectDigest.of(key: key, metadata: metadata, spec: spec)
    }

    /// ``lastAppliedDigest`` under another key.
    ///
    /// Former metadata is not kept. Where that was changed by other hands, the old digest stays: it differs from every
    /// content under the new key, so that the drift shows as before.
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
