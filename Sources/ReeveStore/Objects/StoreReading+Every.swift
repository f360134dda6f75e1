internal import ReeveModel

extension StoreReading {
    /// All objects of a filter, however many, with one page of them in memory.
    package func everyObject(
        _ filter: ObjectFilter = .all, _ body: (ObjectRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        var last: ObjectKey?
        while true {
            let page = try objects(filter, after: last, limit: 1_000)
            for record in page { try body(record) }
            guard page.count == 1_000, let next = page.last?.key else { return }
            last = next
        }
    }
}
