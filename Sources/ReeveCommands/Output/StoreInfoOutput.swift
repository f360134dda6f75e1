import ReeveJSON
import ReeveModel
import ReeveStore

/// Writes what a store is and what it holds.
enum StoreInfoOutput {
    static func write(_ info: StoreInfo, to terminal: Terminal) {
        for (title, value) in [
            ("engine", "\(info.engine) \(info.engineVersion)"), ("place", info.place),
            ("size", "\(info.sizeBytes) bytes"),
            ("schema", String(info.schemaVersion)), ("store id", info.head.storeID.text),
            ("serial", String(info.head.serial)),
            ("audit entries", String(info.auditSize)),
        ] { terminal.line(title.padded(to: 18) + value) }
        for (name, count) in info.counts.sorted(by: { $0.key < $1.key }) where name != "audit_entries" {
            terminal.line(name.padded(to: 18) + String(count))
        }
    }

    static func json(_ info: StoreInfo) -> JSONValue {
        [
            "engine": .string(info.engine), "place": .string(info.place), "size_bytes": JSONValue(info.sizeBytes),
            "schema_version": JSONValue(info.schemaVersion), "engine_version": .string(info.engineVersion),
            "store_id": .string(info.head.storeID.text), "serial": JSONValue(info.head.serial),
            "audit_size": JSONValue(info.auditSize),
            "counts": .object(JSONObject(info.counts.map { .init(key: $0.key, value: JSONValue($0.value)) })),
        ]
    }
}
