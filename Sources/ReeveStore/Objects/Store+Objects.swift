package import ReeveModel

extension Store {
    /// Applies a change set in one transaction; safe to repeat, since a plan is consumed once.
    ///
    /// Nothing is written, and no lock is taken, for an empty change set.
    ///
    /// - Throws: `wrongStore`, `staleGeneration`, `missing` (an object or a reference's target),
    ///   `alreadyExists` (a rename's target), `uniqueViolation`, `referenced`, `neededByRuns`, `locked`,
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

    /// What a planner reads: the heads and the pins of one instant.
    package func snapshot(_ filter: ObjectFilter = .all) async throws(StoreError) -> ObjectSnapshot {
        try await read { rows throws(StoreError) in
            ObjectSnapshot(
                head: try rows.head(), objects: try rows.objectHeadsAsFound(filter, rows.objectEdits()),
                pins: try rows.pins())
        }
    }

    /// The objects of these keys; those that do not exist are left out.
    package func objects(_ keys: [ObjectKey]) async throws(StoreError) -> [ObjectKey: ObjectRecord] {
        try await read { rows throws(StoreError) in
            var found: [ObjectKey: ObjectRecord] = [:]
            for key in keys { if let record = try rows.object(key) { found[key] = record } }
            return found
        }
    }

    package func object(_ key: ObjectKey) async throws(StoreError) -> ObjectRecord? {
        try await read { rows throws(StoreError) in try rows.object(key) }
    }

    /// All of the filter, sorted as ``ObjectKey`` is.
    package func objects(_ filter: ObjectFilter) async throws(StoreError) -> [ObjectRecord] {
        try await read { rows throws(StoreError) in
            var found: [ObjectRecord] = []
            try rows.everyObject(filter) { found.append($0) }
            return found
        }
    }

    /// All of them, newest first, without their changes.
    package func revisions() async throws(StoreError) -> [Revision] {
        try await read { rows throws(StoreError) in
            var found: [Revision] = []
            try rows.everyRevision { found.append($0) }
            return found
        }
    }

    package func revision(_ serial: Int64) async throws(StoreError) -> Revision? {
        try await read { rows throws(StoreError) in try rows.revision(serial) }
    }

    package func pins() async throws(StoreError) -> [Pin] {
        try await read { rows throws(StoreError) in try rows.pins() }
    }
}
