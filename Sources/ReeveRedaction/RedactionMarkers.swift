internal import ReeveJSON

/// What was taken out: how often of which kind.
package struct RedactionMarkers: Sendable, Hashable {
    static let prefix = "[redacted:"

    package private(set) var counts: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { counts.isEmpty }

    /// By kind, in alphabetical order.
    package var sorted: [(kind: String, count: Int)] {
        counts.sorted { $0.key < $1.key }.map { (kind: $0.key, count: $0.value) }
    }

    mutating func add(_ kind: String) { counts[kind, default: 0] += 1 }

    package mutating func merge(_ other: RedactionMarkers) { counts.merge(other.counts, uniquingKeysWith: +) }
}
