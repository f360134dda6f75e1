import ReeveDiagnostics
import ReeveJSON

/// Who is asked in a provider's place, and who in that one's: chains of `fallback` that must have an end.
package struct FallbackChains: Sendable {
    private var fallbacks: [ObjectKey: [String]] = [:]

    package init() {}

    package mutating func remove(_ key: ObjectKey) { fallbacks[key] = nil }

    /// Objects of other kinds do not matter.
    ///
    /// - Parameter spec: canonical text.
    package mutating func put(_ key: ObjectKey, spec: String) {
        guard key.kind == KindName.modelProvider else { return }
        let value = (try? JSONParser.parse(spec)) ?? .null
        fallbacks[key] = (value["fallback"]?.array ?? []).compactMap(\.string)
    }

    /// The providers that come back to themselves, each cycle once, from its first provider on.
    package func cycles() -> [[ObjectKey]] {
        enum Mark { case open, closed }
        var marks: [ObjectKey: Mark] = [:]
        var found: [[ObjectKey]] = []
        for root in fallbacks.keys.sorted() where marks[root] == nil {
            var trail: [(key: ObjectKey, next: ArraySlice<ObjectKey>)] = [(root, targets(of: root)[...])]
            marks[root] = .open
            while let last = trail.last {
                guard let target = last.next.first else {
                    marks[last.key] = .closed
                    trail.removeLast()
                    continue
                }
                trail[trail.count - 1].next = last.next.dropFirst()
                switch marks[target] {
                case .open: found.append(trail.drop { $0.key != target }.map(\.key))
                case .closed: break
                case nil:
                    marks[target] = .open
                    trail.append((target, targets(of: target)[...]))
                }
            }
        }
        return found
    }

    /// A name is that of a provider of the same environment, else of the organization.
    private func targets(of key: ObjectKey) -> [ObjectKey] {
        (fallbacks[key] ?? []).compactMap { name in
            var places = [ObjectKey(kind: key.kind, organization: key.organization, name: name)]
            if key.environment != nil {
                places.insert(
                    ObjectKey(
                        kind: key.kind, organization: key.organization, environment: key.environment, name: name), at: 0
                )
            }
            return places.first { fallbacks[$0] != nil }
        }
    }
}

extension FallbackChains {
    /// A cycle as a mistake, with the place in the manifest of one of its providers.
    package static func diagnostic(of cycle: [ObjectKey], in declared: (ObjectKey) -> ResourceObject?) -> Diagnostic {
        let names = (cycle + cycle.prefix(1)).map(\.name).joined(separator: ", then ")
        let place = cycle.lazy.compactMap(declared).first
        return Diagnostic(
            "provider.fallback-cycle", "a fallback comes back to where it began: \(names)",
            at: place.map { $0.range(ofReference: JSONPointer(tokens: ["fallback", "0"])) ?? $0.source.range },
            help: "the last provider of a chain has no fallback")
    }
}
