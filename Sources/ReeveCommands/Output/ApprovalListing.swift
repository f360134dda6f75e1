import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReevePolicy
import ReeveStore

extension Listing {
    static func approvals(_ outcome: ApprovalListOperation.Outcome) -> Listing {
        var listing = Listing(
            [
                .init("ID"), .init("STATUS"), .init("SCOPE"), .init("ITEM"), .init("TOOL"), .init("BY"),
                .init("UNTIL"), .init("RUN", wide: true), .init("REQUESTER", wide: true),
            ], empty: "no requests for approvals found", hasMore: outcome.hasMore)
        for entry in outcome.entries {
            let run = entry.run
            let tools = (entry.document?.calls ?? []).map(\.tool)
            listing.rows.append(
                Listing.Row(
                    name: entry.approval.id.text,
                    cells: [
                        entry.approval.id.text, entry.status.rawValue,
                        "\(run.identity.organization)/\(run.identity.environment)", run.label,
                        tools.isEmpty ? "-" : tools.joined(separator: ", "), ApprovalShowOutput.approvers(of: entry),
                        InstantText.short(entry.approval.expiresAt), run.id.text, entry.requester.description,
                    ], json: ApprovalJSON.of(entry)))
        }
        return listing
    }
}
