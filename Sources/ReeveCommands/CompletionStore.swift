import Glibc
import ReeveManifest
import ReeveModel
import ReeveOperations
import ReeveStore

/// The store that a half-written command line would use, opened for reading.
struct CompletionStore: Sendable {
    /// The largest number of names that are offered.
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
        store = value("--store") ?? ProcessVariables.value("REEVE_STORE")
        // The last word is still being completed, so it names nothing yet.
        let last = words.last(where: { !$0.isEmpty })
        func given(_ names: String..., variable: String) -> String? {
            let found = names.lazy.compactMap { value($0) }.first
            return found == last ? nil : found ?? ProcessVariables.value(variable)
        }
        scope = NamedScope(
            organization: given("--organization", variable: "REEVE_ORGANIZATION"),
            environment: given("-e", "--environment", variable: "REEVE_ENVIRONMENT"))
    }

    func read(
        _ names: @escaping @Sendable (any StoreReading, NamedScope) throws(StoreError) -> [String]
    ) async -> [String] {
        if let directory, chdir(directory) != 0 { return [] }
        var (project, diagnostics, _) = ProjectFile.load(root: ProjectFolder.root())
        guard diagnostics.isEmpty else { return [] }
        if let store {
            guard let location = try? StoreLocation(store) else { return [] }
            project.spec.store = location
        }
        let scope = scope
        do {
            guard try Composition.stores.isThere(project) else { return [] }
            let store = try await Composition.stores.open(project, .read, .seconds(1)) { _ in }
            let found = try? await store.read { rows throws(StoreError) in try names(rows, scope) }
            await store.close()
            return Array(Set(found ?? []).sorted().prefix(Self.namesMax))
        } catch {
            return []
        }
    }
}
