extension Store {
    /// Where the rows contradict the log, or the columns of the log contradict its entries; empty where they agree.
    /// Reads the whole store in one snapshot and writes nothing.
    package func contradictionsOfLog() async throws(StoreError) -> [String] {
        try await read { rows throws(StoreError) in
            let state = try LoggedState(rows)
            return try state.entryFlaws + state.flaws(in: rows)
        }
    }
}
