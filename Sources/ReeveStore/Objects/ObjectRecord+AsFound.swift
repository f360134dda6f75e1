internal import ReeveJSON
package import ReeveModel

// Planning goes by the bytes of a row and not by the digest beside them: whoever changes the bytes may leave the
// digest.
extension ObjectRecord {
    /// Whether the row is as the store wrote it, and its digest is that of its bytes.
    package var isAsApplied: Bool {
        isIntact && digest == ObjectDigest.of(key: key, metadata: metadata, spec: spec)
    }

    /// The record with the digest of its bytes. Where other hands have changed the row, this digest always differs from
    /// the applied one.
    package var asFound: ObjectRecord {
        guard !isIntact else { return self }
        var found = self
        found.digest = ObjectDigest.of(key: key, metadata: metadata, spec: spec)
        // The content is as it was applied, and another column was changed. The digest must differ here too, so that an
        // apply writes the row anew.
        if found.digest == digest { found.digest = ContentDigest.of("changed by hand: \(digest)".utf8) }
        if lastAppliedSpec == spec { found.lastAppliedSpec = nil }
        return found
    }
}

extension [ObjectEdit] {
    package var byKey: [ObjectKey: ObjectEdit] { Dictionary(map { ($0.key, $0) }) { first, _ in first } }
}

extension StoreReading {
    /// The heads, sorted by key. An object that other hands have changed has the key that reeve gave it, and the digest
    /// of its bytes.
    package func objectHeadsAsFound(
        _ filter: ObjectFilter, _ edits: [ObjectEdit]
    ) throws(StoreError) -> [ObjectHead] {
        var heads = try objectHeads(filter)
        let edited = Dictionary(edits.map { ($0.uid, $0.key) }) { first, _ in first }
        guard !edited.isEmpty else { return heads }
        var taken = Set(heads.map(\.key))
        for index in heads.indices {
            guard let key = edited[heads[index].uid], var record = try object(uid: heads[index].uid) else { continue }
            // Where another object has the old key by now, the changed object keeps the key that it has.
            if taken.insert(key).inserted { record.key = key }
            heads[index].key = record.key
            heads[index].digest = record.asFound.digest
        }
        return heads.sorted { $0.key < $1.key }
    }

    /// The object of the key. Where other hands moved its row to another key, the moved object is returned under the
    /// old key.
    ///
    /// - Parameter edits: ``objectEdits()``, by the keys that reeve gave.
    package func objectAsWritten(
        _ key: ObjectKey, _ edits: [ObjectKey: ObjectEdit]
    ) throws(StoreError) -> ObjectRecord? {
        if let record = try object(key) { return record }
        guard let edit = edits[key], edit.found != nil, var record = try object(uid: edit.uid) else { return nil }
        record.key = key
        return record
    }
}
