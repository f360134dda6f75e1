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
                .init("AGENT", wide: true), .init("KIND", wide: true), .init("MODEL", wide: true),
                .init("TOKENS", wide: true, number: true), .init("COST", wide: true, number: true),
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
                        run.assignment.agent ?? "-", run.identity.kind.rawValue, RunUseText.model(of: run) ?? "-",
                        RunUseText.tokens(of: run) ?? "-", RunUseText.cost(of: run) ?? "-",
                    ], json: RunDocument.json(run)))
        }
        return listing
    }
}
