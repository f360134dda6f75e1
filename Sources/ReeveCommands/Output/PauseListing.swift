import ReeveJSON
import ReeveModel
import ReeveStore

extension Listing {
    static func pauses(_ pauses: [(pause: Pause, held: Int)]) -> Listing {
        Listing(
            [
                .init("KIND"), .init("NAME"), .init("SCOPE"), .init("SINCE"), .init("BY"), .init("HELD", number: true),
                .init("REASON"),
            ],
            rows: pauses.map { pause, held in
                let target = pause.target
                let scope = [target.organization, target.environment].filter { !$0.isEmpty }.joined(separator: "/")
                var json = PauseOutput.json(pause)
                json["held"] = JSONValue(held)
                return Row(
                    name: "\(target.kind.rawValue) \(target.name)",
                    cells: [
                        target.kind.rawValue, target.name, scope.isEmpty ? "-" : scope, InstantText.short(pause.since),
                        pause.actor, String(held), pause.reason,
                    ], json: .object(json))
            }, empty: "nothing is paused")
    }
}
