internal import ReeveJSON
package import ReeveModel

/// The objects that a plan is narrowed to (`--organization`, `-e`, `--target`, `--exclude`, `-l`, `--only`). A narrowed
/// plan never prunes.
package struct ObjectSelection: Sendable, Hashable {
    /// One test of a label.
    package enum LabelTest: Sendable, Hashable {
        case equals(String, String)
        case differs(String, String)
        case present(String)
        case absent(String)

        /// Reads `key=value`, `key!=value`, `key` or `!key`; nil for any other text.
        package init?(_ text: String) {
            guard !text.isEmpty else { return nil }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 {
                let isNegated = parts[0].hasSuffix("!")
                let key = String(isNegated ? parts[0].dropLast() : parts[0])
                guard !key.isEmpty else { return nil }
                self = isNegated ? .differs(key, String(parts[1])) : .equals(key, String(parts[1]))
            } else if text.hasPrefix("!") {
                guard text.utf8.count > 1 else { return nil }
                self = .absent(String(text.dropFirst()))
            } else {
                self = .present(text)
            }
        }

        func holds(for metadata: ObjectMetadata) -> Bool {
            switch self {
            case .equals(let key, let value): metadata.labelObject[key]?.string == value
            case .differs(let key, let value): metadata.labelObject[key]?.string != value
            case .present(let key): metadata.labelObject[key] != nil
            case .absent(let key): metadata.labelObject[key] == nil
            }
        }
    }

    /// Only objects of this organization.
    package var organization: String?
    /// Only objects of environments with this name.
    package var environment: String?
    /// Patterns of paths. A `*` stands for any text within a segment. An object needs to match one of them.
    package var targets: [String] = []
    package var excludes: [String] = []
    /// Tests of labels. An object must pass all of them.
    package var labels: [LabelTest] = []
    package var kinds: Set<String> = []

    package init() {}

    package var isEverything: Bool {
        !hasScope && targets.isEmpty && excludes.isEmpty && labels.isEmpty && kinds.isEmpty
    }

    var hasScope: Bool { organization != nil || environment != nil }

    /// Whether the selection includes anything of this organization and environment, whatever its name.
    func isInScope(organization: String?, environment: String?) -> Bool {
        (self.organization == nil || self.organization == organization)
            && (self.environment == nil || self.environment == environment)
    }

    func isInScope(_ key: ObjectKey) -> Bool {
        isInScope(organization: key.organization, environment: key.environment)
    }

    /// Whether the plan may change a pin of the lock file. A pin has a scope, but no path, kind or label. So a plan
    /// that selects objects by these leaves every pin alone.
    func containsPin(of address: ToolLock.Address) -> Bool {
        targets.isEmpty && labels.isEmpty && kinds.isEmpty
            && isInScope(organization: address.organization, environment: address.environment)
    }

    package func contains(_ object: ResourceObject) -> Bool {
        if !isInScope(object.key) { return false }
        if !kinds.isEmpty, !kinds.contains(object.key.kind) { return false }
        if !labels.allSatisfy({ $0.holds(for: object.metadata) }) { return false }
        if targets.isEmpty, excludes.isEmpty { return true }
        let path = object.key.description
        if !targets.isEmpty, !targets.contains(where: { ObjectSelection.matches(path, pattern: $0) }) { return false }
        return !excludes.contains { ObjectSelection.matches(path, pattern: $0) }
    }

    /// Compares segment by segment. A pattern with fewer segments than the path is compared with the end of the path
    /// (`Agent/triage`).
    static func matches(_ path: String, pattern: String) -> Bool {
        let segments = path.split(separator: "/")
        let wanted = pattern.split(separator: "/")
        guard wanted.count <= segments.count, !wanted.isEmpty else { return false }
        return zip(segments.suffix(wanted.count), wanted).allSatisfy { segment, glob in
            matches(segment: Array(segment.utf8), glob: Array(glob.utf8))
        }
    }

    /// Compares a segment with a pattern. After a mismatch only the last `*` takes one more character. So the time is
    /// at most the product of both lengths.
    private static func matches(segment: [UInt8], glob: [UInt8]) -> Bool {
        var index = 0
        var position = 0
        var star: (glob: Int, segment: Int)?
        while index < segment.count {
            if position < glob.count, glob[position] == UInt8(ascii: "*") {
                star = (position, index)
                position += 1
            } else if position < glob.count, glob[position] == segment[index] {
                position += 1
                index += 1
            } else if let (place, start) = star {
                star = (place, start + 1)
                position = place + 1
                index = start + 1
            } else {
                return false
            }
        }
        return glob[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
