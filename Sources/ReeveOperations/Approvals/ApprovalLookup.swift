import ReeveModel
import ReeveStore

/// Finds requests by their id, by at least eight of its first characters, or by at least six of its last ones. Only the
/// scope that the caller names is searched.
enum ApprovalLookup {
    static func approval(_ text: String, in store: any Store, context: OperationContext) async throws -> ULID {
        let (scope, now) = (context.scope.named, context.now)
        let found = try await store.read { rows throws(StoreError) -> [ULID] in
            let part = text.uppercased()
            var found: [ULID] = []
            if let id = ULID(text) {
                guard let approval = try rows.approval(id), let run = try rows.run(approval.run, withContent: false),
                    scope.contains(organization: run.identity.organization, environment: run.identity.environment)
                else { return [] }
                return [id]
            }
            guard part.utf8.count >= 6 else { return [] }
            let filter = ApprovalFilter(
                organization: scope.organization, environment: scope.environment, now: now)
            try rows.everyApproval(filter) { approval in
                let id = approval.id.text
                if id.hasSuffix(part) || (part.utf8.count >= 8 && id.hasPrefix(part)) { found.append(approval.id) }
            }
            return found
        }
        return try RunLookup.only(text, "approval", found, context: context)
    }
}
