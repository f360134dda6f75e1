import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

extension Listing {
    static func steps(_ outcome: RunShowOperation.Outcome) -> Listing {
        var listing = Listing(
            [
                .init("N", number: true), .init("ATTEMPT", number: true), .init("TYPE"), .init("MESSAGE"),
                .init("TIME"), .init("DETAILS", wide: true),
            ],
            empty: "no steps" + (RunEndText.of(outcome.run).map { "; " + $0 } ?? ""))
        for step in outcome.steps {
            listing.rows.append(
                Listing.Row(
                    name: String(step.ordinal),
                    cells: [
                        String(step.ordinal), String(step.attempt), step.kind.rawValue, step.message,
                        step.timestamp.description, step.details ?? "",
                    ], json: RunDocument.json(step)))
        }
        return listing
    }
}
