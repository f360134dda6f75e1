extension Store {
    /// Where the rows contradict the log, or the log's columns its entries; empty where they agree. Reads everything.
    package func contradictionsOfLog() async throws(StoreError) -> [String] {
        try await read { rows throws(StoreError) in
            let state = try LoggedState(rows)
            return try state.entryFlaws + state.flaws(in: rows)
        }
    }
}
