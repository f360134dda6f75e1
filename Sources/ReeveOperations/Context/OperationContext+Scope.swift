import ReeveDiagnostics
import ReeveModel
import ReeveStore

extension OperationContext {
    /// Refuses an object outside of the organization and environment that the caller names.
    func checkScope(of key: ObjectKey, in file: String) throws(OperationError) {
        for (flag, wanted, found) in [
            ("--organization", scope.flags.organization, key.organization),
            ("-e", scope.flags.environment, key.environment),
        ] {
            guard let wanted, wanted != found else { continue }
            throw .invalid(
                "'\(file)' belongs to \(key.scope), and \(flag) says '\(wanted)'", code: "scope.mismatch",
                help: "leave the option out; a batch file names its own scope")
        }
    }

    /// Reports that variables narrow the plan, and no option of the caller does.
    func tellScopeOfVariables() {
        if scope.flags.isAny, !scope.named.isAny { events(.narrowedByVariables(scope.named)) }
    }

    /// Refuses names of organizations and environments that are not in the store.
    func checkScope(in store: any Store) async throws {
        guard scope.isCheckedInStore, !scope.named.isAny else { return }
        let keys = try await store.read { rows throws(StoreError) in
            try rows.objectHeads(ObjectFilter(kinds: [KindName.organization, KindName.environment])).map(\.key)
        }
        try checkScope(among: keys)
    }

    /// Refuses names of organizations and environments that none of these objects has.
    func checkScope(among keys: some Sequence<ObjectKey>) throws(OperationError) {
        let wanted = scope.named
        guard !wanted.isAny else { return }
        var organizations: Set<String> = []
        var environments: Set<String> = []
        for key in keys {
            if key.kind == KindName.organization { organizations.insert(key.name) }
            if key.kind == KindName.environment, wanted.organization == nil || wanted.organization == key.organization {
                environments.insert(key.name)
            }
        }
        for (kind, name, known, place) in [
            ("organization", wanted.organization, organizations, ""),
            (
                "environment", wanted.environment, environments,
                wanted.organization.map { " in organization '\($0)'" } ?? ""
            ),
        ] {
            guard let name, !known.contains(name) else { continue }
            let nearest = NearestName.suggestion(for: name, among: known.sorted())
            throw .invalid(
                "there is no \(kind) '\(name)'" + place + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                code: "scope.unknown", help: "reeve get \(kind)s lists them")
        }
    }

    /// The one environment that the caller has chosen; otherwise the one in which the store has an object of this kind
    /// and name.
    func chooseScope(_ store: any Store, having kind: String, named name: String) async throws -> Scope {
        let wanted = scope.named
        let heads = try await store.read { reading throws(StoreError) in
            try reading.objectHeads(
                ObjectFilter(kinds: [kind], organization: wanted.organization, environment: wanted.environment))
        }
        let scopes = Set(heads.map(\.key).filter { $0.name == name }.map(\.scope))
        guard !scopes.isEmpty else {
            let nearest = NearestName.suggestion(for: name, among: Set(heads.map(\.key.name)).sorted())
            throw OperationError.invalid(
                "there is no \(kind) '\(name)'" + (wanted.environment.map { " in environment '\($0)'" } ?? "")
                    + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                code: "object.missing", help: "reeve get all lists what there is")
        }
        guard let only = scopes.first, scopes.count == 1 else {
            throw OperationError.invalid(
                "it is in \(scopes.count) environments: "
                    + scopes.map(\.description).sorted().joined(separator: ", "),
                code: "scope.ambiguous", help: "choose one with --organization and -e")
        }
        return only
    }
}
