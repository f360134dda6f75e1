import Foundation
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePlanning
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@testable import ReeveCommands

/// A kind is one file and one name in the registry: every room takes the rest from its description.
@Suite struct AddedKindTests {
    private static let kinds = KindRegistry.standard.adding(.widget)
    private static let now = Timestamp(microseconds: 1_795_000_000_000_000)

    private static let ground = """
        apiVersion: reeve/v1
        kind: Organization
        metadata: {name: acme}
        ---
        apiVersion: reeve/v1
        kind: User
        metadata: {name: anna}
        spec: {email: anna@acme.example}
        ---

        """

    private static func widget(_ name: String, _ spec: String) -> String {
        "apiVersion: reeve/v1\nkind: Widget\nmetadata: {name: \(name), organization: acme}\nspec: \(spec)\n---\n"
    }

    private static func read(_ text: String, kinds: KindRegistry = kinds) async -> (ManifestSet, [Diagnostic]) {
        let project = Project(root: "/nowhere", spec: .unnamed, hasFile: false)
        let inputs = InputCollector.collect(["-"], root: "/", isRequired: true).inputs
        let set = await ManifestLoader(project: project, binder: .offline, kinds: kinds).load(inputs) {
            Array(text.utf8)
        }
        return (set, set.diagnostics + (await SetChecks.check(set)))
    }

    private static func options(_ change: (inout PlanOptions) -> Void = { _ in }) -> PlanOptions {
        var options = PlanOptions(
            set: "main", planID: ULID(milliseconds: 1, high: 0, low: .random(in: 1...(.max))), now: now)
        options.kinds = kinds
        change(&options)
        return options
    }

    private static func plan(_ text: String, _ store: any Store, _ change: (inout PlanOptions) -> Void = { _ in })
        async throws -> Plan
    {
        let (set, mistakes) = await read(text)
        try #require(mistakes.isEmpty)
        return try await store.plan(desired: set.objects, options: options(change))
    }

    @discardableResult
    private static func apply(_ plan: Plan, _ store: any Store) async throws -> ApplyOutcome {
        let actor = AuditEvent.Actor(kind: .operatingSystemUser, id: "os:me@host")
        return try await Applier(store: store).apply(plan, request: ApplyRequest(actor: actor, now: now))
    }

    private static func withStore(_ body: (SQLiteStore, TestProject) async throws -> Void) async throws {
        let project = try TestProject()
        let store = try await SQLiteStore.open(
            path: project.url("reeve.db").path, mode: .create, options: .init(now: now))
        try await closing(store, by: { await $0.close() }) { try await body($0, project) }
    }

    private static let key = ObjectKey(kind: KindName.widget, organization: "acme", name: "cog")

    @Test func defaultsAreFilledAndMistakesAreFound() async throws {
        let (set, mistakes) = await Self.read(Self.ground + Self.widget("cog", "{serial: A-1, owner: anna}"))
        #expect(mistakes.isEmpty)
        #expect(set.objects.last?.spec == #"{"owner":"anna","sealed":false,"serial":"A-1","size":3}"#)
        let wrong = Self.widget("cog", "{size: 11, colour: red}") + Self.widget("pin", "{serial: A-2, partOf: wheel}")
        let (_, found) = await Self.read(Self.ground + wrong)
        #expect(
            Set(found.map(\.code.text)) == [
                "manifest.missing-field", "manifest.out-of-range", "manifest.unknown-field", "reference.unresolved",
            ])
        let (_, doubles) = await Self.read(
            Self.ground + Self.widget("cog", "{serial: A-1}") + Self.widget("pin", "{serial: A-1}"))
        #expect(doubles.map(\.message) == ["'A-1' is the serial of both acme/Widget/cog and acme/Widget/pin"])
    }

    @Test func withoutTheRegistryItIsAnUnknownKind() async {
        let (_, mistakes) = await Self.read(Self.widget("cog", "{serial: A-1}"), kinds: .standard)
        #expect(mistakes.map(\.code.text) == ["manifest.unknown-kind"])
    }

    @Test func aPlanShowsItsRiskAndItsFields() async throws {
        try await Self.withStore { store, _ in
            try await Self.apply(Self.plan(Self.ground + Self.widget("cog", "{serial: A-1}"), store), store)
            let plan = try await Self.plan(Self.ground + Self.widget("cog", "{serial: A-1, size: 5}"), store)
            let change = try #require(plan.changes.first)
            #expect(change.risks == [PlannedRisk(.limitRaised, "size")])
            #expect(change.fieldChanges.map(\.label) == ["spec.size"])
            #expect(PlanTextRenderer().render(plan).contains("~ spec.size: 3 -> 5"))
            let saved = try JSONParser.parse(plan.json(.saved).canonicalText)
            let again = try #require(try Plan(savedJSON: saved, kinds: Self.kinds).changes.first)
            #expect(again.kind === KindDescription.widget && again.fieldChanges == change.fieldChanges)
            let exported = Exporter(kinds: Self.kinds).document(key: Self.key, content: try #require(change.after))
            #expect(exported.hasSuffix("spec:\n  serial: A-1\n  size: 5\n"))
        }
    }

    @Test func itsTableIsAViewOfTheStore() async throws {
        try await Self.withStore { store, project in
            try await store.installViews(ViewDefinition.views(of: Self.kinds))
            let text = Self.ground + Self.widget("cog", "{serial: A-1, owner: anna}")
            try await Self.apply(Self.plan(text, store), store)
            let row = try await project.python(
                "import sqlite3\nprint(*sqlite3.connect('reeve.db').execute('SELECT name, serial, size, owner FROM widgets').fetchone())"
            )
            #expect(row == "cog A-1 3 anna\n")
        }
    }

    @Test func itIsExplainedByNamePluralAndAlias() throws {
        #expect(KindsPage.text(of: Self.kinds).contains("| `size` | integer | default `3` | How large it is. |"))
        for word in ["widget", "Widgets", "WG"] {
            #expect(ExplainedSubject(named: word, in: Self.kinds)?.summary == "A part that a machine is made of.")
        }
        #expect(ExplainedSubject(named: "widget") == nil)
    }

    @Test func whatPointsAtAnObjectKeepsIt() async throws {
        try await Self.withStore { store, _ in
            let text =
                Self.ground + Self.widget("cog", "{serial: A-1}") + Self.widget("pin", "{serial: A-2, partOf: cog}")
            try await Self.apply(Self.plan(text, store), store)
            let plan = try await store.plan(desired: [], options: Self.options { $0.requestedDeletes = [Self.key] })
            #expect(plan.guards.map(\.cause) == [.stillReferenced])
        }
    }

    @Test func itsGuardAsksBeforeARemoval() async throws {
        try await Self.withStore { store, _ in
            try await Self.apply(
                Self.plan(Self.ground + Self.widget("cog", "{serial: A-1, sealed: true}"), store), store)
            let plan = try await store.plan(desired: [], options: Self.options { $0.requestedDeletes = [Self.key] })
            #expect(
                plan.guards.map(\.detail) == [
                    "is a Widget that is sealed, which is always confirmed; --confirm acme/Widget/cog lifts it"
                ])
            await #expect(throws: ApplyError.self) { try await Self.apply(plan, store) }
            let opened = try await Self.plan(Self.ground + Self.widget("cog", "{serial: A-1}"), store)
            #expect(opened.changes.first?.risks.map(\.risk) == [.protectionRemoved])
        }
    }

    @Test func decisionsReadItForItsRoles() {
        for role in [DecisionRoles.policy, .gate] { #expect(Self.kinds.names(in: role).contains(KindName.widget)) }
        #expect(!Self.kinds.names(in: .requester).contains(KindName.widget))
    }
}
