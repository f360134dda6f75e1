package import ReeveModel

extension Store {
    /// Applies a change set in one transaction. Safe to repeat: a plan is consumed once, and the second call answers
    /// `alreadyApplied`. For an empty change set nothing is written and no lock is taken.
    ///
    /// - Throws: `wrongStore`, `staleGeneration`, `missing` (an object, the target of a reference, or a needed scope),
    ///   `edited` (a row that other hands changed would be sealed anew), `alreadyExists` (the target of a rename),
    ///   `uniqueViolation`, `referenced`, `scopeNotEmpty`, `lastSteward`, `neededByRuns`, `invalidRequest`, `locked`,
    ///   `readOnly`, `full`, `ioFailure`.
    package func apply(_ set: ObjectChangeSet) async throws(StoreError) -> ApplyOutcome {
        guard !set.isEmpty else {
            return try await read { rows throws(StoreError) in
                let head = try rows.head()
                guard head.takes(planFor: set.store) else {
                    throw StoreError(.wrongStore(expected: set.store, found: head.storeID))
                }
                return .unchanged(serial: head.serial)
            }
        }
        return try await write { rows throws(StoreError) in try ChangeSetApplication.run(set, on: rows) }
    }

    /// What a planner reads, from one snapshot: the heads and the pins. Heads of objects that other hands have changed
    /// are as in ``StoreReading/objectHeadsAsFound(_:_:)``.
    package func snapshot(_ filter: ObjectFilter = .all) async throws(StoreError) -> ObjectSnapshot {
        try await read { rows throws(StoreError) in
            ObjectSnapshot(
                head: try rows.head(), objects: try rows.objectHeadsAsFound(filter, rows.objectEdits()),
                pins: try rows.pins())
        }
    }

    /// The objects of these keys, from one snapshot. Keys without an object are left out.
    package func objects(_ keys: [ObjectKey]) async throws(StoreError) -> [ObjectKey: ObjectRecord] {
        try await read { rows throws(StoreError) in
            var found: [ObjectKey: ObjectRecord] = [:]
            for key in keys { if let record = try rows.object(key) { found[key] = record } }
            return found
        }
    }

    /// The object of the key; nil where there is none. It may have been changed by other hands: see
    /// ``ObjectRecord/isIntact``.
    package func object(_ key: ObjectKey) async throws(StoreError) -> ObjectRecord? {
        try await read { rows throws(StoreError) in try rows.object(key) }
    }

    /// All objects that the filter lets through, from one snapshot, sorted as ``ObjectKey`` is. All of them are in
    /// memory at once.
    package func objects(_ filter: ObjectFilter) async throws(StoreError) -> [ObjectRecord] {
        try await read { rows throws(StoreError) in
            var found: [ObjectRecord] = []
            try rows.everyObject(filter) { found.append($0) }
            return found
        }
    }

    /// All revisions, newest first, without their changes.
    package func revisions() async throws(StoreError) -> [Revision] {
        try await read { rows throws(StoreError) in
            var found: [Revision] = []
            try rows.everyRevision { found.append($0) }
            return found
        }
    }

    /// The revision with its changes; nil where there is none.
    package func revision(_ serial: Int64) async throws(StoreError) -> Revision? {
        try await read { rows throws(StoreError) in try rows.revision(serial) }
    }

    /// All pins, sorted by target. A pin may have been changed by other hands: see ``Pin/isIntact``.
    package func pins() async throws(StoreError) -> [Pin] {
        try await read { rows throws(StoreError) in try rows.pins() }
    }
}
