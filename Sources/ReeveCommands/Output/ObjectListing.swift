import ReeveJSON
import ReeveModel
import ReeveStore

extension Listing {
    /// A listing of objects, with their age at an instant.
    static func objects(_ records: [ObjectRecord], now: Timestamp) -> Listing {
        var listing = Listing(
            [
                .init("PATH"), .init("AGE"), .init("SET"), .init("GENERATION", wide: true, number: true),
                .init("DIGEST", wide: true),
                .init("SOURCE", wide: true),
            ], empty: "no objects found")
        for record in records {
            listing.rows.append(
                Listing.Row(
                    name: record.key.description,
                    cells: [
                        record.key.description, AgeText.of(record.createdAt, now: now), record.owningSet ?? "-",
                        String(record.generation),
                        record.digest.short, record.source.map { "\($0.file):\($0.line)" } ?? "-",
                    ], json: record.document))
        }
        return listing
    }
}
