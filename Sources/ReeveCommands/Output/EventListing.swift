import ReeveJSON
import ReeveOperations
import ReeveStore

extension Listing {
    static func events(_ outcome: AuditListOperation.Outcome) -> Listing {
        var listing = Listing(
            [
                .init("SEQ", number: true), .init("TIME"), .init("EVENT"), .init("SUBJECT"), .init("ACTION"),
                .init("TARGET"), .init("DECISION"),
                .init("REASON"), .init("RULE", wide: true), .init("RUN", wide: true),
            ], empty: "no events found", hasMore: outcome.hasMore)
        for entry in outcome.entries {
            guard let json = try? JSONParser.parse(entry.bytes) else { continue }
            func text(_ key: String) -> String { json[key]?.string ?? "-" }
            listing.rows.append(
                Listing.Row(
                    name: String(entry.sequence),
                    cells: [
                        String(entry.sequence), text("time"), text("event_type"),
                        json["subject"]?.string ?? text("actor_id"), text("action"),
                        json["target"]?.string ?? text("object"), text("decision"), text("reason_code"),
                        (json["rule_ids"]?.array ?? []).compactMap(\.string).joined(separator: " "), text("run_id"),
                    ], json: json))
        }
        return listing
    }
}
