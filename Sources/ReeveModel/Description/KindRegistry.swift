/// The kinds of this version. Adding one is a file in `Kinds/`, a line here, and its tests.
package enum KindRegistry {
    package static let all: [KindDescription] = [
        .organization, .environment, .user, .membership, .connection, .tool, .serviceAccount, .agent, .policy, .limit,
        .batch,
    ]

    /// Kinds that later versions bring; using one is an error that says so.
    package static let planned: Set<String> = [
        "CuratedTool", "Resource", "Prompt", "Role", "TeamType", "Team", "Template", "ModelProvider", "Schedule",
        "Bundle",
        "PolicyTest", "Moves",
    ]

    private static let byKind: [String: KindDescription] = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

    package static func description(of kind: String) -> KindDescription? { byKind[kind] }

    /// Finds a kind by name, plural or alias, without regard to case, as `get` takes it.
    package static func lookup(_ word: String) -> KindDescription? {
        let folded = word.lowercased()
        return all.first { kind in
            kind.kind.lowercased() == folded || kind.plural == folded || kind.aliases.contains(folded)
        }
    }
}
