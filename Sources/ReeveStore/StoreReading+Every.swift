package import ReeveModel

// Whole listings, however long, with one page of them in memory.
extension StoreReading {
    /// In the order of keys.
    package func everyObject(
        _ filter: ObjectFilter = .all, _ body: (ObjectRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: ObjectKey?) throws(StoreError) in
                try objects(filter, after: last, limit: Page<ObjectRecord>.readingSize)
            }, cursor: \.key, body)
    }

    /// Newest first, without content.
    package func everyRun(
        _ filter: RunFilter = RunFilter(), _ body: (RunRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: ULID?) throws(StoreError) in
                try runs(filter, before: last, limit: Page<RunRecord>.readingSize)
            }, cursor: \.id, body)
    }

    /// Newest first.
    package func everyBatch(
        _ filter: BatchFilter = BatchFilter(), _ body: (BatchRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: ULID?) throws(StoreError) in
                try batches(filter, before: last, limit: Page<BatchRecord>.readingSize)
            }, cursor: \.id, body)
    }

    /// In order.
    package func everyStep(of run: ULID, _ body: (RunStep) throws(StoreError) -> Void) throws(StoreError) {
        try Page.every(
            { (last: Int?) throws(StoreError) in
                try steps(of: run, after: last ?? 0, limit: Page<RunStep>.readingSize)
            }, cursor: \.ordinal, body)
    }

    /// Newest first, without their changes.
    package func everyRevision(_ body: (Revision) throws(StoreError) -> Void) throws(StoreError) {
        try Page.every(
            { (last: Int64?) throws(StoreError) in
                try revisions(before: last, limit: Page<Revision>.readingSize)
            }, cursor: \.serial, body)
    }

    /// The newest revision that a test takes, without its changes; older ones are not read.
    package func newestRevision(where isTaken: (Revision) -> Bool) throws(StoreError) -> Revision? {
        var last: Int64?
        while true {
            // Small: it is mostly one of the first.
            let (shown, hasMore) = try revisions(before: last, limit: 20).cut
            if let found = shown.first(where: isTaken) { return found }
            guard hasMore else { return nil }
            last = shown.last?.serial
        }
    }

    /// The newest entries that a filter and a test take; the walk ends with the first one beyond the limit.
    package func newestAuditEntries(
        _ filter: AuditFilter, limit: Int, where isTaken: (StoredAuditEntry) -> Bool
    ) throws(StoreError) -> Page<StoredAuditEntry> {
        var found: [StoredAuditEntry] = []
        var last: Int64?
        while true {
            let (shown, hasMore) = try auditEntries(
                filter, before: last, limit: Page<StoredAuditEntry>.readingSize
            ).cut
            for entry in shown where isTaken(entry) {
                found.append(entry)
                if found.count > limit { return Page(found, limit: limit) }
            }
            guard hasMore else { return Page(found, limit: limit) }
            last = shown.last?.sequence
        }
    }

    /// Newest first.
    package func everyAuditEntry(
        _ filter: AuditFilter, _ body: (StoredAuditEntry) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: Int64?) throws(StoreError) in
                try auditEntries(filter, before: last, limit: Page<StoredAuditEntry>.readingSize)
            }, cursor: \.sequence, body)
    }
}
