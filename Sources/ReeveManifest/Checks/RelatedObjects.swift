import ReeveModel

/// The objects of a few kinds that a rule looks at together. Broken ones count too, so that one mistake hides no other.
struct RelatedObjects {
    let all: [ResourceObject]
    private let positions: [ObjectKey: Int]

    init(_ set: ManifestSet, of kinds: Set<String>) {
        all = (set.objects + set.broken).filter { kinds.contains($0.key.kind) }
        positions = Dictionary(all.enumerated().map { ($1.key, $0) }) { first, _ in first }
    }

    func object(_ key: ObjectKey) -> ResourceObject? { positions[key].map { all[$0] } }
}
