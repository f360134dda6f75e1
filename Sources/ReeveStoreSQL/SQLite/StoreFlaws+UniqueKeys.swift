internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension StoreFlaws {
    /// Compares the rows of unique values with the objects that have the values.
    ///
    /// A row that leads to another object than the one with the value is a flaw, since requesters are found through
    /// such rows. In a store of version 1, two objects may have the same value. The later one then has no row.
    static func uniqueKeys(on connection: SQLiteConnection) throws(StoreError) -> [String] {
        var holders: [StoredUniqueKey: String] = [:]
        try connection.query(composed: "SELECT name, scope, value, uid FROM object_unique_key", []) { row in
            holders[StoredUniqueKey(name: row.text(0), scope: row.text(1), value: row.text(2))] = row.text(3)
            return true
        }
        var known: [String: ObjectKey] = [:]
        var given: Set<StoredUniqueKey> = []
        var unheld: [(key: StoredUniqueKey, by: ObjectKey)] = []
        let objects = """
            SELECT uid, kind, organization, environment, name, spec FROM object
            ORDER BY organization, environment, kind, name
            """
        try connection.query(composed: objects, []) { row in
            guard let kind = KindRegistry.standard.description(of: row.text(1)), kind.hasUniqueKeys else { return true }
            let key = ObjectKey(
                kind: kind.kind, organization: row.text(2).nonEmpty, environment: row.text(3).nonEmpty,
                name: row.text(4))
            known[row.text(0)] = key
            // An object whose spec cannot be read is reported by the check of its seal.
            guard let spec = (try? JSONParser.parse(row.text(5)))?.object else { return true }
            for value in kind.uniqueKeys(CanonicalObject(spec), key) {
                let value = StoredUniqueKey(name: value.name, scope: value.scope, value: value.value)
                given.insert(value)
                if holders[value] != row.text(0) { unheld.append((value, key)) }
            }
            return true
        }
        var flaws: [String] = []
        for (value, object) in unheld.prefix(limit) {
            if let holder = holders[value] {
                let name = known[holder]?.description ?? holder
                flaws.append("a unique value of \(object) that \(name) holds: \(words(value))")
            } else {
                flaws.append("a unique value of \(object) that is not noted, until it is changed: \(words(value))")
            }
        }
        let extra = holders.filter { !given.contains($0.key) && known[$0.value] != nil }
        for (value, holder) in extra.sorted(by: { words($0.key) < words($1.key) }).prefix(limit) {
            flaws.append("a unique value that \(known[holder]?.description ?? holder) does not have: \(words(value))")
        }
        return flaws
    }

    private static func words(_ key: StoredUniqueKey) -> String {
        [key.name, key.scope, key.value].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
