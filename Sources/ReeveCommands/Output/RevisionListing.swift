import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

extension Listing {
    static func revisions(_ outcome: HistoryOperation.Outcome) -> Listing {
        var listing = Listing(
            [
                .init("SERIAL", number: true), .init("APPLIED"), .init("SET"), .init("ACTOR"), .init("CHANGES"),
                .init("COMMIT"), .init("INPUT"),
                .init("APPROVER", wide: true), .init("PLAN", wide: true),
            ], empty: "nothing was applied yet", hasMore: outcome.hasMore)
        for revision in outcome.revisions {
            let draft = revision.draft
            let counts = ((try? JSONParser.parse(draft.counts)) ?? .null).object ?? [:]
            listing.rows.append(
                Listing.Row(
                    name: String(revision.serial),
                    cells: [
                        String(revision.serial), revision.appliedAt.description, draft.set, draft.actor,
                        counts.map { "\($0.value.canonicalText) \($0.key)" }.joined(separator: ", ").nonEmptyOrDash,
                        draft.gitCommit.map { GitCommit($0).short(8) } ?? "-", draft.inputDigest?.short ?? "-",
                        draft.approver ?? "-",
                        draft.planID.text,
                    ], json: RevisionDocument.json(revision)))
        }
        return listing
    }
}

extension String {
    fileprivate var nonEmptyOrDash: String { isEmpty ? "-" : self }
}
