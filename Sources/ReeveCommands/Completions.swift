import ArgumentParser
import Glibc
import ReeveAudit
import ReeveManifest
import ReeveModel
import ReeveStore

/// What can stand at a place of the command line, for the shell that completes it.
///
/// Names come from the store of the project that the words so far choose. It is read and never made; where it cannot be
/// read, nothing is offered.
enum Completions {
    static var kinds: CompletionKind { .list(["all"] + KindRegistry.standard.all.map(\.plural)) }
    static var kindNames: CompletionKind { .list(KindRegistry.standard.all.map { $0.kind.lowercased() }) }
    static var explained: CompletionKind {
        .list(
            KindRegistry.standard.all.map { $0.kind.lowercased() } + ["project", "exit-status"]
                + RunReason.allCases.map(\.rawValue))
    }
    static var statuses: CompletionKind { .list(RunStatus.allCases.map(\.rawValue)) }
    static var eventTypes: CompletionKind { .list(AuditEventType.allCases.map(\.rawValue)) }

    /// Names of objects of a kind.
    static func names(of kind: String) -> CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.objectHeads(
                    ObjectFilter(
                        kinds: [kind], organization: kind == KindName.organization ? nil : scope.organization,
                        environment: kind == KindName.environment ? nil : scope.environment)
                ).map(\.key.name)
            }
        }
    }

    /// Names of objects of the kind that the words give, as in `get agents NAME`.
    static var namesOfKind: CompletionKind {
        .custom { words, _, _ in
            guard let kind = words.lazy.compactMap({ KindRegistry.standard.lookup($0) }).first else { return [] }
            return await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.objectHeads(
                    ObjectFilter(kinds: [kind.kind], organization: scope.organization, environment: scope.environment)
                ).map(\.key.name)
            }
        }
    }

    static var paths: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.objectHeads(ObjectFilter(organization: scope.organization, environment: scope.environment))
                    .map(\.key.description)
            }
        }
    }

    static var runs: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.runs(
                    RunFilter(organizations: scope.organization.map { [$0] }, environment: scope.environment),
                    before: nil, limit: 50
                ).cut.shown.map(\.id.text)
            }
        }
    }

    static var batches: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.batches(
                    BatchFilter(organizations: scope.organization.map { [$0] }, environment: scope.environment),
                    before: nil, limit: 50
                ).cut.shown.map(\.id.text)
            }
        }
    }

    static var tools: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.toolDefinitions(
                    ToolFilter(
                        organization: scope.organization, environment: scope.environment, currentOnly: true)
                ).map(\.address)
            }
        }
    }

    static var queues: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, _ throws(StoreError) in try QueueNames.known(rows).sorted() }
        }
    }
}

/// The store that a half-written command line means, for reading.
struct CompletionStore: Sendable {
    /// More than this helps nobody who presses a key.
    private static let namesMax = 1_000

    private let directory: String?
    private let store: String?
    private let scope: NamedScope

    init(_ words: [String]) {
        func value(_ names: String...) -> String? {
            for (index, word) in words.enumerated() {
                if names.contains(word), index + 1 < words.count { return words[index + 1].nonEmpty }
                for name in names where name.hasPrefix("--") && word.hasPrefix(name + "=") {
                    return String(word.dropFirst(name.count + 1))
                }
            }
            return nil
        }
        directory = value("-C")
        store = value("--store") ?? GlobalOptionValues.variable("REEVE_STORE")
        // The word that is being completed names nothing yet.
        let last = words.last(where: { !$0.isEmpty })
        func given(_ names: String..., variable: String) -> String? {
            let found = names.lazy.compactMap { value($0) }.first
            return found == last ? nil : found ?? GlobalOptionValues.variable(variable)
        }
        scope = NamedScope(
            organization: given("--organization", variable: "REEVE_ORGANIZATION"),
            environment: given("-e", "--environment", variable: "REEVE_ENVIRONMENT"))
    }

    func read(
        _ names: @escaping @Sendable (any StoreReading, NamedScope) throws(StoreError) -> [String]
    ) async -> [String] {
        if let directory, chdir(directory) != 0 { return [] }
        var (project, diagnostics, _) = ProjectFile.load(root: CommandContext.projectRoot())
        guard diagnostics.isEmpty else { return [] }
        if let store {
            guard StoreAddress.mistake(in: store) == nil else { return [] }
            project.spec.store = store
        }
        let scope = scope
        do {
            guard try Composition.hasStore(project) else { return [] }
            let store = try await Composition.openStore(project: project, mode: .read, lockTimeout: .seconds(1))
            let found = try? await store.read { rows throws(StoreError) in try names(rows, scope) }
            await store.close()
            return Array(Set(found ?? []).sorted().prefix(Self.namesMax))
        } catch {
            return []
        }
    }
}
