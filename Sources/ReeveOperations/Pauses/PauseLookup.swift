import ReeveDiagnostics
import ReeveModel
import ReeveStore

/// Finds what a caller wants to pause or to resume.
enum PauseLookup {
    /// The target of these names.
    ///
    /// - Throws: ``OperationError`` where nothing has the name, or several have.
    static func target(
        _ kind: PauseTarget.Kind, _ name: String, store: any Store, in context: OperationContext
    ) async throws -> PauseTarget {
        switch kind {
        case .queue:
            try await QueueNames.check([name], store: store)
            return PauseTarget(kind: kind, name: name)
        case .organization:
            let names = try await store.read { rows throws(StoreError) in
                try rows.objectHeads(ObjectFilter(kinds: [KindName.organization])).map(\.key.name)
            }
            guard names.contains(name) else {
                let nearest = NearestName.suggestion(for: name, among: names)
                throw OperationError.invalid(
                    "there is no organization '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                    code: "object.missing", help: "reeve get organizations lists them")
            }
            return PauseTarget(kind: kind, name: name)
        case .agent:
            let scope = try await context.chooseScope(store, having: KindName.agent, named: name)
            return PauseTarget(
                kind: kind, organization: scope.organization ?? "", environment: scope.environment ?? "", name: name)
        case .provider:
            // The organization's provider may be paused in one of its environments.
            let key = try await ProviderLookup.find(name, store: store, in: context).found.key
            return PauseTarget(
                kind: kind, organization: key.organization ?? "",
                environment: key.environment ?? context.scope.named.environment ?? "", name: key.name)
        }
    }

    /// The pause in force that these names mean, also where what it holds back was deleted since; nil for none.
    static func pause(
        _ kind: PauseTarget.Kind, _ name: String, store: any Store, in context: OperationContext
    ) async throws -> Pause? {
        let wanted = context.scope.named
        let pauses = try await store.read { rows throws(StoreError) in try rows.pauses() }.filter { pause in
            let target = pause.target
            guard target.kind == kind, target.name == name else { return false }
            return (wanted.organization == nil || wanted.organization == target.organization)
                && (wanted.environment == nil || wanted.environment == target.environment)
        }
        if pauses.count == 1 { return pauses[0] }
        let target = try await target(kind, name, store: store, in: context)
        return pauses.first { $0.target == target }
    }
}
