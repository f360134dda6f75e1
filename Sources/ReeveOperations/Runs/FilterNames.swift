import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

/// Refuses names in filters that nothing has. A listing that is empty because of a typo looks like one that is empty
/// for good reason.
///
/// A name is known where an object or a stored run has it, in the scope that the caller names. Names are looked up only
/// where a listing is empty, so a listing with rows costs nothing more.
struct FilterNames {
    /// How many of the newest runs or batches are searched for a similar name.
    private static let recentMax = 1_000

    private let rows: any StoreReading
    private let scope: NamedScope

    /// A name that nothing has.
    struct Unknown: Sendable {
        let what: String
        let name: String
        let nearest: String?
        let help: String
    }

    init(_ rows: any StoreReading, scope: NamedScope) {
        self.rows = rows
        self.scope = scope
    }

    // MARK: Names

    func agent(_ name: String?) throws(StoreError) -> Unknown? {
        guard let name else { return nil }
        let declared = try names(of: KindName.agent)
        if declared.contains(name) { return nil }
        if try hasRun({ $0.agent = name }) { return nil }
        return unknown("agent", name, declared + (try recent(\.assignment.agent)), "reeve get agents lists them")
    }

    func tool(_ address: String?) throws(StoreError) -> Unknown? {
        guard let address else { return nil }
        let known = try toolAddresses()
        if known.contains(address) { return nil }
        if try hasRun({ $0.tool = address }) { return nil }
        return unknown("tool", address, known + (try recent(\.assignment.tool)), "reeve tools list lists them")
    }

    func item(_ name: String?) throws(StoreError) -> Unknown? {
        guard let name, try !hasRun({ $0.item = name }) else { return nil }
        return unknown("run of an item", name, try recent(\.identity.item), "reeve runs list shows the items of runs")
    }

    func queue(_ name: String?) throws(StoreError) -> Unknown? {
        guard let name else { return nil }
        let known = try QueueNames.known(rows)
        if known.contains(name) { return nil }
        if try hasRun({ $0.queue = name }) { return nil }
        return unknown(
            "queue", name, known.sorted(), "queues are: " + known.sorted().prefix(20).joined(separator: ", "))
    }

    /// For a listing of batches with this name that is empty.
    func batch(_ name: String?) throws(StoreError) -> Unknown? {
        guard let name else { return nil }
        let declared = try names(of: KindName.batch)
        if declared.contains(name) { return nil }
        let filter = BatchFilter(organizations: scope.organization.map { [$0] }, environment: scope.environment)
        let stored = try rows.batches(filter, before: nil, limit: Self.recentMax).cut.shown.map(\.name)
        return unknown(
            "batch of the name", name, declared + stored, "reeve batches list and reeve get batches list them")
    }

    // MARK: Parts of the audit log's texts

    /// The subject of an event is an agent (`agent:bot@acme/dev`) or a requester (`user:anna`, `os:NAME@HOST`).
    /// Requesters need not be declared. So a part is refused only where it resembles a declared name.
    func subject(containing part: String?) throws(StoreError) -> Unknown? {
        guard let part, try !hasEvent({ $0.subjectContains = part }) else { return nil }
        let agents = try heads(of: KindName.agent)
        var known = agents.map { "agent:\($0.name)@\($0.scope)" }
        known += try persons(KindName.user).map { Requester.user($0).description }
        known += try persons(KindName.serviceAccount).map {
            Requester.serviceAccount($0, organization: nil).description
        }
        return near(
            "subject with", part, known, "agent:", agents.map(\.name), "reeve get agents lists agents")
    }

    /// The target of an event is a tool (`tool:git/git_log`), a connection or a batch.
    func target(containing part: String?) throws(StoreError) -> Unknown? {
        guard let part, try !hasEvent({ $0.targetContains = part }) else { return nil }
        let tools = try toolAddresses()
        let known = try tools.map { "tool:" + $0 } + heads(of: KindName.connection).map(\.description)
        return near("target with", part, known, "tool:", tools, "reeve tools list lists tools")
    }

    /// - Parameters:
    ///   - known: the texts that the part may come from.
    ///   - prefix: the words before the names in these texts.
    private func near(
        _ what: String, _ part: String, _ known: [String], _ prefix: String, _ names: [String], _ help: String
    ) -> Unknown? {
        guard !known.contains(where: { $0.contains(part) }) else { return nil }
        let bare = part.hasPrefix(prefix) ? String(part.dropFirst(prefix.count)) : part
        guard let nearest = NearestName.suggestion(for: bare, among: Set(names).sorted()) else { return nil }
        return Unknown(what: what, name: part, nearest: nearest, help: help)
    }

    func action(_ name: String?) throws(StoreError) -> Unknown? {
        let known = PolicyAction.allCases.map(\.rawValue)
        guard let name, !known.contains(name), try !hasEvent({ $0.action = name }) else { return nil }
        return unknown("action", name, known, "actions are: " + known.joined(separator: ", "))
    }

    // MARK: What there is

    private func names(of kind: String) throws(StoreError) -> [String] { try heads(of: kind).map(\.name) }

    /// The names of users or service accounts in all scopes.
    private func persons(_ kind: String) throws(StoreError) -> [String] {
        try rows.objectHeads(ObjectFilter(kinds: [kind])).map(\.key.name)
    }

    private func heads(of kind: String) throws(StoreError) -> [ObjectKey] {
        try rows.objectHeads(
            ObjectFilter(kinds: [kind], organization: scope.organization, environment: scope.environment)
        ).map(\.key)
    }

    /// The addresses of synced and of declared tools.
    private func toolAddresses() throws(StoreError) -> [String] {
        var found = try rows.toolDefinitions(
            ToolFilter(organization: scope.organization, environment: scope.environment, currentOnly: true)
        ).map(\.address)
        let declared = ObjectFilter(
            kinds: [KindName.tool], organization: scope.organization, environment: scope.environment)
        try rows.everyObject(declared) { record in
            guard let spec = try? JSONParser.parse(record.spec), let tool = try? ToolSpec(spec) else { return }
            found.append(tool.address.unversioned)
        }
        return found
    }

    private var runs: RunFilter {
        RunFilter(
            organizations: scope.organization.map { [$0] }, environment: scope.environment, includesArchived: true)
    }

    private func hasRun(_ narrow: (inout RunFilter) -> Void) throws(StoreError) -> Bool {
        var filter = runs
        narrow(&filter)
        return try !rows.runs(filter, before: nil, limit: 1).cut.shown.isEmpty
    }

    private func hasEvent(_ narrow: (inout AuditFilter) -> Void) throws(StoreError) -> Bool {
        var filter = AuditFilter(
            organizations: scope.organization.map { [$0] }, environment: scope.environment)
        narrow(&filter)
        return try !rows.auditEntries(filter, before: nil, limit: 1).cut.shown.isEmpty
    }

    private func recent(_ name: (RunRecord) -> String?) throws(StoreError) -> [String] {
        try rows.runs(runs, before: nil, limit: Self.recentMax).cut.shown.compactMap(name)
    }

    private func unknown(_ what: String, _ name: String, _ known: [String], _ help: String) -> Unknown {
        Unknown(
            what: what, name: name, nearest: NearestName.suggestion(for: name, among: Set(known).sorted()), help: help)
    }
}

extension FilterNames {
    /// Throws where there is a name that nothing has. The error has a mistake for each of them.
    static func refuse(_ names: [Unknown?], scope: NamedScope) throws(OperationError) {
        let unknown = names.compactMap { $0 }
        guard !unknown.isEmpty else { return }
        let mistakes = unknown.map { name in
            Diagnostic(
                "filter.unknown",
                "there is no \(name.what) '\(name.name)'" + scope.suffix
                    + (name.nearest.map { "; did you mean '\($0)'?" } ?? ""), help: name.help)
        }
        throw OperationError(.invalid(mistakes, SourceIndex()))
    }
}
