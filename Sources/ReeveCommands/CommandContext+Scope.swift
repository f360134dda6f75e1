import ArgumentParser
import ReeveDiagnostics
import ReeveModel
import ReeveStore

extension CommandContext {
    /// What the options or the variables of the process narrow this command to.
    var scope: NamedScope {
        if case .refused = scopeUse { return .any }
        return NamedScope(organization: options.organization, environment: options.environment)
    }

    /// Refuses an object of another organization or environment than the options name.
    func checkScope(of key: ObjectKey, in file: String) throws {
        for (flag, wanted, found) in [
            ("--organization", options.flags.organization, key.organization),
            ("-e", options.flags.environment, key.environment),
        ] {
            guard let wanted, wanted != found else { continue }
            fail(
                "'\(file)' belongs to \(key.scope), and \(flag) says '\(wanted)'", code: "scope.mismatch",
                help: "leave the option out; a batch file names its own scope")
            throw ExitStatus.invalidInput.exit
        }
    }

    /// Says that a plan is narrowed where the command line does not.
    func noteScopeOfVariables() {
        let isNamed = options.flags.organization != nil || options.flags.environment != nil
        guard !isNamed, !scope.isAny else { return }
        terminal.note("only what is" + scope.suffix + ", by REEVE_ORGANIZATION or REEVE_ENVIRONMENT")
    }

    /// Refuses options that name an organization or environment that the store does not have.
    func checkScope(in store: any Store) async throws {
        guard case .narrows = scopeUse, !scope.isAny else { return }
        let keys = try await store.read { rows throws(StoreError) in
            try rows.objectHeads(ObjectFilter(kinds: [KindName.organization, KindName.environment])).map(\.key)
        }
        try checkScope(among: keys)
    }

    /// Refuses options that name an organization or environment that is not among these objects.
    func checkScope(among keys: some Sequence<ObjectKey>) throws {
        let wanted = scope
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
            fail(
                "there is no \(kind) '\(name)'" + place + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                code: "scope.unknown", help: "reeve get \(kind)s lists them")
            throw ExitStatus.invalidInput.exit
        }
    }
}
