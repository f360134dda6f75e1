/// The kinds that a room knows. Every room takes the registry as an argument, `standard` by default, so that a test can
/// work with a kind of its own: `KindRegistry.standard.adding(.widget)`.
package struct KindRegistry: Sendable {
    /// In the order in which people are shown them.
    package let all: [KindDescription]
    /// Kinds that later versions bring; using one is an error that says so.
    package let planned: Set<String>
    private let byName: [String: KindDescription]

    /// - Precondition: No two kinds share a name.
    package init(_ all: [KindDescription], planned: Set<String> = []) {
        self.all = all
        self.planned = planned
        byName = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })
    }

    /// The kinds of this version. Adding one is a file in `Kinds/`, a name here, and its tests.
    package static let standard = KindRegistry(
        [
            .organization, .environment, .user, .membership, .connection, .tool, .serviceAccount, .agent, .role,
            .teamType, .team, .template, .modelProvider, .policy, .limit, .batch,
        ],
        planned: ["CuratedTool", "Resource", "Prompt", "Schedule", "Bundle", "PolicyTest", "Moves"])

    package func adding(_ kind: KindDescription) -> KindRegistry { KindRegistry(all + [kind], planned: planned) }

    package func description(of kind: String) -> KindDescription? { byName[kind] }

    /// Finds a kind by name, plural or alias, without regard to case, as `get` takes it.
    package func lookup(_ word: String) -> KindDescription? {
        let folded = word.lowercased()
        return all.first { kind in
            kind.kind.lowercased() == folded || kind.plural == folded || kind.aliases.contains(folded)
        }
    }

    /// The names of the kinds that decisions read for one of these.
    package func names(in roles: DecisionRoles) -> Set<String> {
        Set(all.lazy.filter { !$0.roles.isDisjoint(with: roles) }.map(\.kind))
    }
}
