import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

extension Listing {
    static func runs(_ outcome: RunListOperation.Outcome) -> Listing {
        var listing = Listing(
            [
                .init("ID"), .init("CREATED"), .init("SCOPE"), .init("BATCH"), .init("ITEM"), .init("CELL"),
                .init("TOOL"), .init("STATUS"), .init("REASON"), .init("TOOK", number: true),
                .init("AGENT", wide: true),
            ], empty: "no runs found", hasMore: outcome.hasMore)
        for run in outcome.runs {
            listing.rows.append(
                Listing.Row(
                    name: run.id.text,
                    cells: [
                        run.id.text, InstantText.short(run.identity.createdAt),
                        "\(run.identity.organization)/\(run.identity.environment)",
                        run.identity.batch.text, run.identity.item, CellText.of(run.identity.cell),
                        run.assignment.tool ?? "-", run.state.status.rawValue,
                        run.state.reason?.rawValue ?? "-", run.duration.map(DurationWords.of) ?? "-",
                        run.assignment.agent ?? "-",
                    ], json: RunDocument.json(run)))
        }
        return listing
    }
}
