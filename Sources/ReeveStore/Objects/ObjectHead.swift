package import ReeveJSON
package import ReeveModel

/// What a planner needs to know of every object. It is small, so that 100,000 of them can be read at once.
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
