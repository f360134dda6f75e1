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
    package var source: ObjectSource?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
    package var isIntact = true

    package init(
        uid: ULID, key: ObjectKey, metadata: String, spec: String, digest: ContentDigest,
        owningSet: String? = nil, lastAppliedDigest: ContentDigest? = nil,
        lastAppliedSpec: String? = nil, generation: Int64 = 1, protection: Protection = .none,
        source: ObjectSource? = nil, createdAt: Timestamp, updatedAt: Timestamp
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

/// What a planner needs of every object; small, so that 100,000 of them are read at once.
package struct ObjectHead: Sendable, Hashable {
    package var uid: ULID
    package var key: ObjectKey
    package var digest: ContentDigest
    package var owningSet: String?
    package var generation: Int64
    package var lastAppliedDigest: ContentDigest?
    package var protection: Protection

    package init(
        uid: ULID, key: ObjectKey, digest: ContentDigest, owningSet: String?, generation: Int64,
        lastAppliedDigest: ContentDigest?, protection: Protection
    ) {
        self.uid = uid
        self.key = key
        self.digest = digest
        self.owningSet = owningSet
        self.generation = generation
        self.lastAppliedDigest = lastAppliedDigest
        self.protection = protection
    }
}

/// Where a manifest said it; shown to people, part of no digest.
package struct ObjectSource: Sendable, Hashable {
    package var file: String
    /// The line of the document's first token, from 1.
    package var line: Int
    /// Canonical JSON, pointers into the document to line numbers.
    package var lines: String

    package init(file: String, line: Int, lines: String = "{}") {
        self.file = file
        self.line = line
        self.lines = lines
    }
}

/// A reference from a field of one object to another object.
package struct ObjectReference: Sendable, Hashable {
    package var from: ULID
    /// A JSON Pointer into the spec of the object that refers.
    package var field: String
    package var to: ULID

    package init(from: ULID, field: String, to: ULID) {
        self.from = from
        self.field = field
        self.to = to
    }
}

/// A value that only one object may have, beside its name: a user's email, an agent's slug.
package struct UniqueKey: Sendable, Hashable {
    /// The rule's name, `User.email`.
    package var name: String
    /// Where the value is unique; the path of a scope, or empty for everywhere.
    package var scope: String
    /// The value as compared (casefolded by the caller where case does not count).
    package var value: String

    package init(name: String, scope: String = "", value: String) {
        self.name = name
        self.scope = scope
        self.value = value
    }
}

/// Which objects a listing wants; every given part must hold.
package struct ObjectFilter: Sendable, Hashable {
    package var kinds: Set<String>?
    /// Objects of this organization, its environments included.
    package var organization: String?
    package var environment: String?
    package var owningSet: String?
    package var unownedOnly: Bool
    /// Labels that the object carries with exactly these values.
    package var labels: [String: String]

    package init(
        kinds: Set<String>? = nil, organization: String? = nil, environment: String? = nil,
        owningSet: String? = nil, unownedOnly: Bool = false, labels: [String: String] = [:]
    ) {
        self.kinds = kinds
        self.organization = organization
        self.environment = environment
        self.owningSet = owningSet
        self.unownedOnly = unownedOnly
        self.labels = labels
    }

    package static let all = ObjectFilter()
}
