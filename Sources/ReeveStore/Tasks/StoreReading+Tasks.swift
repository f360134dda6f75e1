package import ReeveModel

extension StoreReading {
    /// The whole journal of a task, in order. Its caps bound its length.
    package func taskJournal(of run: ULID) throws(StoreError) -> [TaskEntry] {
        var entries: [TaskEntry] = []
        try Page.every(
            { (last: Int?) throws(StoreError) in
                try taskEntries(of: run, after: last ?? 0, limit: Page<TaskEntry>.readingSize)
            }, cursor: \.ordinal
        ) { entry throws(StoreError) in entries.append(entry) }
        return entries
    }
}
