internal import ReeveJSON
internal import ReeveModel

// What planning goes by: the bytes that are there, not the digest that somebody left standing beside them.
extension ObjectRecord {
    /// The record by its bytes: where other hands have changed the row, its digest is not what was applied.
    package var asFound: ObjectRecord {
        guard !isIntact else { return self }
        var found = self
        found.digest = ObjectDigest.of(key: key, metadata: metadata, spec: spec)
        // The spec is as it was, and something beside it is not: a change all the same, which an apply writes over.
        if found.digest == digest { found.digest = ContentDigest.of("changed by hand: \(digest)".utf8) }
        if lastAppliedSpec == spec { found.lastAppliedSpec = nil }
        return found
    }
}

extension StoreReading {
    /// The heads, with the digest of its bytes for each object that other hands have changed.
    package func objectHeadsAsFound(_ filter: ObjectFilter) throws(StoreError) -> [ObjectHead] {
        var heads = try objectHeads(filter)
        let edited = Set(try objectsChangedByHand())
        guard !edited.isEmpty else { return heads }
        for index in heads.indices where edited.contains(heads[index].key) {
            if let found = try object(heads[index].key)?.asFound { heads[index].digest = found.digest }
        }
        return heads
    }
}
