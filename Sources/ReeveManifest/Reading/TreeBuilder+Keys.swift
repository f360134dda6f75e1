import Glibc
import ReeveDiagnostics

extension TreeBuilder {
    /// Reports keys that a mapping has twice and takes the later ones out of it.
    mutating func removeDuplicateKeys(of mapping: UInt32) {
        let duplicates =
            arena.nodes[Int(mapping)].count <= 16 ? duplicatesByPairs(mapping) : duplicatesBySorting(mapping)
        guard !duplicates.isEmpty else { return }
        for (key, first) in duplicates {
            let name = Self.excerpt(keyText(key))
            report(
                Diagnostic(
                    .yamlDuplicateKey, "the key '\(name)' appears twice in one mapping", at: range(of: key),
                    notes: [Diagnostic.Note("first given here", at: range(of: first))]))
        }
        let dropped = Set(duplicates.map(\.key))
        relink(mapping, keys: keys(of: mapping).filter { !dropped.contains($0) })
    }

    /// Carries out the merge keys (`<<`) of a mapping, by the merge type of YAML 1.1: keys of the mapping itself
    /// win, then those of earlier sources.
    mutating func mergeEntries(into mapping: UInt32) {
        let all = keys(of: mapping)
        var kept = all.filter { !isMergeKey($0) }
        var seen = Set(kept.map { Array(keyText($0)) })
        for mergeKey in all where isMergeKey(mergeKey) {
            for source in mergeSources(arena.nodes[Int(mergeKey)].next) {
                for key in keys(of: source) where seen.insert(Array(keyText(key))).inserted {
                    let value = arena.nodes[Int(arena.nodes[Int(key)].next)]
                    let copy = UInt32(truncatingIfNeeded: arena.nodes.count)
                    arena.nodes.append(arena.nodes[Int(key)])
                    arena.nodes[Int(copy)].next = copy + 1
                    arena.nodes.append(value)
                    kept.append(copy)
                }
            }
        }
        relink(mapping, keys: kept)
        if arena.nodes.count > limits.nodes { abandonTooManyNodes(at: mapping) }
    }

    /// The mappings that the value of a merge key names.
    private mutating func mergeSources(_ value: UInt32) -> [UInt32] {
        var candidates = [value]
        if arena.nodes[Int(value)].kind == .sequence {
            candidates = arena.children(of: DocumentArena.Node(index: value)).map(\.index)
        }
        return candidates.filter { candidate in
            if arena.nodes[Int(candidate)].kind == .mapping { return true }
            report(
                Diagnostic(
                    .yamlMergeValue, "only mappings can be merged", at: range(of: candidate),
                    help: "give '<<' an alias of a mapping, or a list of them"))
            return false
        }
    }

    private func isMergeKey(_ key: UInt32) -> Bool {
        let record = arena.nodes[Int(key)]
        return record.style == .plain && record.tag == .none && keyText(key).elementsEqual("<<".utf8)
    }

    private func keys(of mapping: UInt32) -> [UInt32] {
        arena.entries(of: DocumentArena.Node(index: mapping)).map(\.key.index)
    }

    private func keyText(_ key: UInt32) -> ArraySlice<UInt8> {
        let record = arena.nodes[Int(key)]
        guard record.kind == .scalar else { return [] }
        return ArraySlice(arena.text[Int(record.first)..<Int(record.first) + Int(record.count)])
    }

    /// Makes `keys`, each followed by its value, the members of the mapping.
    private mutating func relink(_ mapping: UInt32, keys: [UInt32]) {
        arena.nodes[Int(mapping)].count = UInt32(keys.count * 2)
        arena.nodes[Int(mapping)].first = keys.first ?? 0
        for (key, following) in zip(keys, keys.dropFirst()) {
            arena.nodes[Int(arena.nodes[Int(key)].next)].next = following
        }
    }

    /// For small mappings: every key against those before it.
    private func duplicatesByPairs(_ mapping: UInt32) -> [(key: UInt32, first: UInt32)] {
        var duplicates: [(key: UInt32, first: UInt32)] = []
        arena.text.withUnsafeBufferPointer { text in
            arena.nodes.withUnsafeBufferPointer { nodes in
                let parent = nodes[Int(mapping)]
                var later = parent.first
                for place in 0..<parent.count / 2 {
                    let key = nodes[Int(later)]
                    var earlier = parent.first
                    for _ in 0..<place {
                        let other = nodes[Int(earlier)]
                        if Self.isSameKey(key, other, in: text) {
                            duplicates.append((later, earlier))
                            break
                        }
                        earlier = nodes[Int(other.next)].next
                    }
                    later = nodes[Int(key.next)].next
                }
            }
        }
        return duplicates
    }

    /// For large mappings: equal keys are neighbours once sorted; no hash that an input could aim at.
    private func duplicatesBySorting(_ mapping: UInt32) -> [(key: UInt32, first: UInt32)] {
        var duplicates: [(key: UInt32, first: UInt32)] = []
        let all = keys(of: mapping)
        arena.text.withUnsafeBufferPointer { text in
            arena.nodes.withUnsafeBufferPointer { nodes in
                let sorted = all.sorted { left, right in
                    let order = Self.compare(nodes[Int(left)], nodes[Int(right)], in: text)
                    return order == 0 ? left < right : order < 0
                }
                guard var first = sorted.first else { return }
                for key in sorted.dropFirst() {
                    if Self.isSameKey(nodes[Int(key)], nodes[Int(first)], in: text) {
                        duplicates.append((key, first))
                    } else {
                        first = key
                    }
                }
            }
        }
        return duplicates.sorted { $0.key < $1.key }
    }

    private static func isSameKey(
        _ left: DocumentArena.Record, _ right: DocumentArena.Record, in text: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        left.count == right.count && left.kind == .scalar && right.kind == .scalar
            && compare(left, right, in: text) == 0
    }

    /// By length, then by bytes.
    private static func compare(
        _ left: DocumentArena.Record, _ right: DocumentArena.Record, in text: UnsafeBufferPointer<UInt8>
    ) -> Int {
        guard left.kind == .scalar, right.kind == .scalar else {
            return Int(left.kind.rawValue) - Int(right.kind.rawValue)
        }
        guard left.count == right.count else { return left.count < right.count ? -1 : 1 }
        guard left.count > 0, let base = text.baseAddress else { return 0 }
        return Int(memcmp(base + Int(left.first), base + Int(right.first), Int(left.count)))
    }
}
