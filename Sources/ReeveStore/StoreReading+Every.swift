package import ReeveModel

// Whole listings of any length, with one page in memory at a time.
extension StoreReading {
    /// Every object of the filter, in the order of keys.
    package func everyObject(
        _ filter: ObjectFilter = .all, _ body: (ObjectRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: ObjectKey?) throws(StoreError) in
                try objects(filter, after: last, limit: Page<ObjectRecord>.readingSize)
            }, cursor: \.key, body)
    }

    /// Every run of the filter, newest first, without its content.
    package func everyRun(
        _ filter: RunFilter = RunFilter(), _ body: (RunRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: ULID?) throws(StoreError) in
                try runs(filter, before: last, limit: Page<RunRecord>.readingSize)
            }, cursor: \.id, body)
    }

    /// Every batch of the filter, newest first.
    package func everyBatch(
        _ filter: BatchFilter = BatchFilter(), _ body: (BatchRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: ULID?) throws(StoreError) in
                try batches(filter, before: last, limit: Page<BatchRecord>.readingSize)
            }, cursor: \.id, body)
    }

    /// Every step of the run, in order.
    package func everyStep(of run: ULID, _ body: (RunStep) throws(StoreError) -> Void) throws(StoreError) {
        try Page.every(
            { (last: Int?) throws(StoreError) in
                try steps(of: run, after: last ?? 0, limit: Page<RunStep>.readingSize)
            }, cursor: \.ordinal, body)
    }

    /// Every revision, newest first, without its changes.
    package func everyRevision(_ body: (Revision) throws(StoreError) -> Void) throws(StoreError) {
        try Page.every(
            { (last: Int64?) throws(StoreError) in
                try revisions(before: last, limit: Page<Revision>.readingSize)
            }, cursor: \.serial, body)
    }

    /// The newest revision that the test takes, without its changes. Older ones are not read.
    package func newestRevision(where isTaken: (Revision) -> Bool) throws(StoreError) -> Revision? {
        var last: Int64?
        while true {
            // The pages are small, since the wanted revision is mostly among the first.
            let (shown, hasMore) = try revisions(before: last, limit: 20).cut
            if let found = shown.first(where: isTaken) { return found }
            guard hasMore else { return nil }
            last = shown.last?.serial
        }
    }

    /// The newest entries that the filter and the test take. Reading stops at the first one beyond the limit.
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

    /// Every entry of the filter, newest first.
    package func everyAuditEntry(
        _ filter: AuditFilter, _ body: (StoredAuditEntry) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: Int64?) throws(StoreError) in
                try auditEntries(filter, before: last, limit: Page<StoredAuditEntry>.readingSize)
            }, cursor: \.sequence, body)
    }
}
