internal import ReeveJSON
package import ReeveModel

// Planning goes by the bytes of a row and never by the digest beside them: whoever changed the bytes may have left the
// digest.
extension ObjectRecord {
    /// Its row is as the store wrote it, and its digest is that of its bytes.
    package var isAsApplied: Bool {
        isIntact && digest == ObjectDigest.of(key: key, metadata: metadata, spec: spec)
    }

    /// The record by its bytes: where other hands have changed the row, its digest is not what was applied.
    package var asFound: ObjectRecord {
        guard !isIntact else { return self }
        var found = self
        found.digest = ObjectDigest.of(key: key, metadata: metadata, spec: spec)
        // The content is as it was applied and another column is not. That is a change too, so the digest must differ
        // for an apply to write the row anew.
        if found.digest == digest { found.digest = ContentDigest.of("changed by hand: \(digest)".utf8) }
        if lastAppliedSpec == spec { found.lastAppliedSpec = nil }
        return found
    }
}

extension [ObjectEdit] {
    package var byKey: [ObjectKey: ObjectEdit] { Dictionary(map { ($0.key, $0) }) { first, _ in first } }
}

extension StoreReading {
    /// The heads under the keys that reeve gave them, with the digest of its bytes for each object that other hands have
    /// changed.
    package func objectHeadsAsFound(
        _ filter: ObjectFilter, _ edits: [ObjectEdit]
    ) throws(StoreError) -> [ObjectHead] {
        var heads = try objectHeads(filter)
        let edited = Dictionary(edits.map { ($0.uid, $0.key) }) { first, _ in first }
        guard !edited.isEmpty else { return heads }
        var taken = Set(heads.map(\.key))
        for index in heads.indices {
            guard let key = edited[heads[index].uid], var record = try object(uid: heads[index].uid) else { continue }
            // Another object may have the key by now.
            if taken.insert(key).inserted { record.key = key }
            heads[index].key = record.key
            heads[index].digest = record.asFound.digest
        }
        return heads.sorted { $0.key < $1.key }
    }

    /// The object of the key. Where other hands moved its row, the moved object is given, under the key that it had.
    ///
    /// - Parameter edits: ``objectEdits()`` by the keys that reeve gave.
    package func objectAsWritten(
        _ key: ObjectKey, _ edits: [ObjectKey: ObjectEdit]
    ) throws(StoreError) -> ObjectRecord? {
        if let record = try object(key) { return record }
        guard let edit = edits[key], edit.found != nil, var record = try object(uid: edit.uid) else { return nil }
        record.key = key
        return record
    }
}
