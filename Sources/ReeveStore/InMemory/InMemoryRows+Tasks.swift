internal import ReeveModel

extension InMemoryRows {
    func taskEntries(of run: ULID, after: Int, limit: Int) -> Page<TaskEntry> {
        Page((tables.taskEntries[run] ?? []).filter { $0.ordinal > after }, limit: limit)
    }

    func upsert(_ entry: TaskEntry) {
        var entries = tables.taskEntries[entry.run] ?? []
        if let known = entries.firstIndex(where: { $0.ordinal == entry.ordinal }) {
            entries[known] = entry
        } else {
            entries.append(entry)
        }
        tables.taskEntries[entry.run] = entries.sorted { $0.ordinal < $1.ordinal }
    }
}
