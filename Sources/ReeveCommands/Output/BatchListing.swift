import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

extension Listing {
    static func batches(_ outcome: BatchListOperation.Outcome) -> Listing {
        var listing = Listing(
            [
                .init("ID"), .init("NAME"), .init("STATUS"), .init("RUNS", number: true), .init("CREATED"),
                .init("ENDED", wide: true), .init("REQUESTER", wide: true),
            ],
            empty: "no batches found", hasMore: outcome.hasMore)
        for counted in outcome.batches {
            let (batch, counts) = (counted.batch, counted.counts)
            let total = counts.reduce(0) { $0 + $1.count }
            listing.rows.append(
                Listing.Row(
                    name: batch.id.text,
                    cells: [
                        batch.id.text, batch.name, batch.status.rawValue, String(total), batch.createdAt.description,
                        batch.endedAt?.description ?? "-",
                        batch.requester.description,
                    ], json: BatchDocument.json(counted)))
        }
        return listing
    }
}
