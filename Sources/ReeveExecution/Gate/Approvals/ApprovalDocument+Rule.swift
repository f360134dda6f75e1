package import ReeveJSON
internal import ReeveModel
internal import ReevePolicy

extension ApprovalDocument {
    /// A rule that allows what is approved.
    package struct Rule: Sendable, Hashable {
        /// `acme/Policy/guardrails#reviewed`.
        package let id: String
        package let digest: ContentDigest
        /// `file:line`; shown, and not bound.
        package let place: String?

        init(_ match: PolicyDecision.Match) {
            id = match.rule.description
            digest = match.rule.digest
            place = match.rule.place
        }

        /// Nil where the value is not what reeve writes.
        init?(_ json: JSONValue) {
            guard let id = json["id"]?.string, let digest = json["digest"]?.string.flatMap({ ContentDigest($0) })
            else { return nil }
            self.id = id
            self.digest = digest
            place = json["place"]?.string
        }

        var bound: JSONValue { ["digest": .string(digest.description), "id": .string(id)] }

        var json: JSONValue {
            ["digest": .string(digest.description), "id": .string(id), "place": JSONValue(place)]
        }

        /// What is another one than in `old`, for people; nil where nothing is.
        static func moved(_ rules: [Rule], from old: [Rule], about what: String) -> String? {
            if rules.map(\.id) != old.map(\.id) { return "other rules allow '\(what)'" }
            return zip(rules, old).first { $0.digest != $1.digest }.map { "rule '\($0.0.id)' has changed" }
        }
    }
}
