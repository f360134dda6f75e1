package import ReeveJSON
package import ReeveModel

/// One object of a plan: what happens to it, why, and everything that apply needs.
///
/// It is a class, but behaves like a value. A plan of 100,000 changes is sorted, filtered and passed on, and copies
/// would cost much.
package final class PlannedChange: Sendable {
    /// The content of an object as canonical text. It is parsed only when somebody reads its fields.
    package struct Content: Sendable, Hashable {
        package let metadata: String
        package let spec: String
        package let digest: ContentDigest

        package init(metadata: String, spec: String, digest: ContentDigest) {
            self.metadata = metadata
            self.spec = spec
            self.digest = digest
        }

        package var metadataValue: JSONValue { (try? JSONParser.parse(metadata)) ?? .null }
        package var specValue: JSONValue { (try? JSONParser.parse(spec)) ?? .null }
        package var protectionName: String {
            CanonicalText.member("protect", of: metadata).map { String($0.dropFirst().dropLast()) } ?? "none"
        }
    }

    /// A reference in the new content, with its target resolved.
    package struct Reference: Sendable, Hashable {
        /// A JSON Pointer into the spec.
        package let pointer: String
        /// The key that the target has after the plan.
        package let target: ObjectKey

        package init(pointer: String, target: ObjectKey) {
            self.pointer = pointer
            self.target = target
        }
    }

    package let action: PlannedAction
    /// The description of the object's kind; nil for a kind that this version does not know.
    package let kind: KindDescription?
    /// The key that the object has in the store; for a create, the key that it will have.
    package let key: ObjectKey
    /// The key after a rename or a move; nil where the key stays.
    package let newKey: ObjectKey?
    package let reason: ChangeReason
    /// Nil for a create.
    package let before: Content?
    /// Nil for a delete and a forget. For a move it has the same text as before, with another digest, since the digest
    /// covers the key.
    package let after: Content?
    /// The generation that the plan saw; 0 where the object must not exist.
    package let expectedGeneration: Int64
    package let expectedUID: ULID?
    package let references: [Reference]
    package let uniqueKeys: [UniqueKey]
    package let risks: [PlannedRisk]
    /// Where the object is declared; for a delete, where it was declared.
    package let source: ObjectSource?

    /// - Parameter risks: as read from a plan file; nil to let the rules find them.
    package init(
        action: PlannedAction, key: ObjectKey, newKey: ObjectKey? = nil, reason: ChangeReason, before: Content? = nil,
        after: Content? = nil, expectedGeneration: Int64 = 0, expectedUID: ULID? = nil, references: [Reference] = [],
        uniqueKeys: [UniqueKey] = [], risks: [PlannedRisk]? = nil, source: ObjectSource? = nil,
        kinds: KindRegistry = .standard
    ) {
        self.action = action
        kind = kinds.description(of: key.kind)
        self.key = key
        self.newKey = newKey
        self.reason = reason
        self.before = before
        self.after = after
        self.expectedGeneration = expectedGeneration
        self.expectedUID = expectedUID
        self.references = references
        self.uniqueKeys = uniqueKeys
        self.risks =
            risks ?? RiskRules.risks(action: action, kind: kind, before: before, after: after)
        self.source = source
    }

    /// The key that the object has after the plan; for a delete, the key that it had.
    package var finalKey: ObjectKey { newKey ?? key }

    /// The changed paths, with sensitive leaves masked. Empty for create and delete, where all of the content is new or
    /// gone.
    package var fieldChanges: [FieldChange] {
        guard let before, let after, before.metadata != after.metadata || before.spec != after.spec else { return [] }
        return ObjectComparison.changes(kind: kind, before: before, after: after)
    }
}

extension PlannedChange: Hashable {
    package static func == (lhs: PlannedChange, rhs: PlannedChange) -> Bool {
        lhs === rhs
            || lhs.action == rhs.action && lhs.key == rhs.key && lhs.newKey == rhs.newKey && lhs.reason == rhs.reason
                && lhs.before == rhs.before && lhs.after == rhs.after
                && lhs.expectedGeneration == rhs.expectedGeneration && lhs.expectedUID == rhs.expectedUID
                && lhs.references == rhs.references && lhs.uniqueKeys == rhs.uniqueKeys && lhs.risks == rhs.risks
                && lhs.source == rhs.source
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(action)
        hasher.combine(key)
    }
}
