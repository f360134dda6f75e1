internal import ReeveStore

/// One column of the table `run`: its name, and the field of a run that it holds.
struct RunColumn: Sendable {
    enum Use: Sendable {
        /// Written once, when the row is inserted.
        case fixed
        /// May change. No index contains it.
        case changing
        /// May change. An index contains it.
        case indexed
    }

    let name: String
    let use: Use
    let value: @Sendable (RunRecord) -> SQLValue
    /// Nil for a column that is computed from others when the row is written.
    let read: (@Sendable (inout RunRecord, any SQLRow, Int) throws(StoreError) -> Void)?

    // Two closures are faster than a key path, and a report reads 100,000 rows of over fifty columns.
    init<Value: ColumnValue>(
        _ name: String, _ use: Use, _ get: @escaping @Sendable (RunRecord) -> Value,
        _ set: @escaping @Sendable (inout RunRecord, Value) -> Void
    ) {
        self.name = name
        self.use = use
        value = { get($0).sqlValue }
        read = { run, row, column throws(StoreError) in set(&run, try Value.read(row, column)) }
    }

    init<Value: ColumnValue>(derived name: String, _ get: @escaping @Sendable (RunRecord) -> Value) {
        self.name = name
        use = .indexed
        value = { get($0).sqlValue }
        read = nil
    }
}
