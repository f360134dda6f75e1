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
            listing.rows.append(
                Listing.Row(
                    name: entry.approval.id.text,
                    cells: [
                        entry.approval.id.text, entry.status.rawValue,
                        "\(run.identity.organization)/\(run.identity.environment)", run.label,
                        tools(of: entry), ApprovalShowOutput.approvers(of: entry),
                        InstantText.short(entry.approval.expiresAt), run.id.text, entry.requester.description,
                    ], json: ApprovalJSON.of(entry)))
        }
        return listing
    }

    /// `git/git_add, git/git_push and 3 more`; a proposal may have many calls.
    private static func tools(of entry: ApprovalEntry) -> String {
        let tools = (entry.document?.calls ?? []).map(\.tool)
        guard !tools.isEmpty else { return "-" }
        guard tools.count > 3 else { return tools.joined(separator: ", ") }
        return tools.prefix(2).joined(separator: ", ") + " and \(tools.count - 2) more"
    }
}
