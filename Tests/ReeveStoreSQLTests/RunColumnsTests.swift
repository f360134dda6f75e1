import ReeveJSON
import ReeveModel
import Testing

@testable import ReeveStore
@testable import ReeveStoreSQL

@Suite struct RunColumnsTests {
    private static func id(_ number: Int) -> ULID {
        ULID(milliseconds: 1_763_000_000_000, high: 0, low: UInt64(number))
    }

    private static func time(_ seconds: Int) -> Timestamp { Folder.now.advanced(by: .seconds(seconds)) }

    /// A run with another value in every field.
    private static var full: RunRecord {
        var run = RunRecord(
            id: id(1), batch: id(2), organization: "acme", environment: "prod", queue: "night", item: "scan",
            cell: "dock=east", kind: .task, title: "title", description: "description", priority: 3,
            isIdempotent: true, hasReadBack: true, agent: "agent", tool: "git/log", curatedTool: "curated",
            status: .failed, dueAt: time(1), effectID: "effect", createdAt: time(2))
        run.identity.team = "team"
        run.identity.role = "role"
        run.identity.parentRun = id(3)
        run.identity.retryOf = id(4)
        run.identity.depth = 2
        run.assignment.assignedWorker = "assigned"
        run.state.reason = .toolError
        run.state.errorText = "error"
        run.state.readyAt = time(3)
        run.state.startedAt = time(4)
        run.state.endedAt = time(5)
        run.state.attempts = 4
        run.state.claims = 5
        run.state.rescues = 6
        run.state.epoch = 7
        run.state.worker = "worker"
        run.state.isInDoubt = true
        run.state.cancelRequestedAt = time(6)
        run.state.skipCause = id(5)
        run.state.supersededBy = id(6)
        run.state.isExpected = true
        run.state.archivedAt = time(7)
        run.usage = RunUsage(
            resultDigest: ContentDigest.of("result".utf8), exitCode: 8, templateVersion: "version",
            templateSource: "source", provider: "provider", model: "model", tokensIn: 9, tokensOut: 10, cost: 11,
            currency: "EUR", policySetDigest: ContentDigest.of("policies".utf8),
            pinDigest: ContentDigest.of("pin".utf8))
        return run
    }

    @Test func everyFieldComesBackFromItsColumn() async throws {
        let full = Self.full
        for part in [full.identity, full.assignment, full.state, full.usage] as [Any] {
            for field in Mirror(reflecting: part).children {
                let value = Mirror(reflecting: field.value)
                let isEmpty = value.displayStyle == .optional && value.children.isEmpty
                #expect(!isEmpty, "the sample has no \(field.label ?? "")")
            }
        }
        let submitted = RunRecord(
            id: Self.id(1), batch: Self.id(2), organization: "acme", environment: "prod", item: "scan",
            effectID: "effect", createdAt: Self.time(2))
        try await Folder.withStore { store, _ in
            let found = try await Self.written(by: store) { rows throws(StoreError) in try rows.insert(full) }
            #expect(found == full)
        }
        try await Folder.withStore { store, _ in
            let first = try await Self.written(by: store) { rows throws(StoreError) in try rows.insert(submitted) }
            #expect(first == submitted)
            // An update changes everything but what the run is.
            var changed = full
            changed.identity = submitted.identity
            let update = changed
            let second = try await Self.written(by: store) { rows throws(StoreError) in try rows.update(update) }
            #expect(second == changed)
        }
    }

    /// The run that a listing, another connection and the writer itself read after a write; they must agree.
    private static func written(
        by store: SQLiteStore, _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> Void
    ) async throws -> RunRecord? {
        try await store.write(body)
        let listed = try await store.runs(RunFilter(includesArchived: true)).first
        var single = try await store.run(id(1))
        single?.content = nil
        #expect(single == listed)
        return listed
    }

    /// The seal of a row is worked out over the columns in this order.
    @Test func theColumnsStandInTheOrderOfTheTable() async throws {
        try await Folder.withStore { _, path in
            let table = try Folder.python(
                "print(' '.join(r[1] for r in c.execute('PRAGMA table_info(run)') if r[1] != 'seal'))", path)
            #expect(table == RunColumns.all.map(\.name).joined(separator: " ") + "\n")
        }
    }

    /// The other update leaves these columns alone.
    @Test func everyColumnOfAnIndexThatMayChangeIsMarked() async throws {
        try await Folder.withStore { _, path in
            let found = try Folder.python(
                """
                text = ' '.join(r[0] for r in c.execute(
                    "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'run' AND sql IS NOT NULL"))
                print(text.replace('(', ' ').replace(')', ' ').replace(',', ' '))
                """, path)
            let words = Set(found.split(whereSeparator: \.isWhitespace).map(String.init))
            for column in RunColumns.all where column.use != .fixed {
                #expect(words.contains(column.name) == (column.use == .indexed), "\(column.name)")
            }
        }
    }
}
