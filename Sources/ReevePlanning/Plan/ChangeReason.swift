/// Why a plan changes an object.
package enum ChangeReason: Sendable, Hashable {
    /// Declared, and not in the store.
    case declaredNew
    /// The manifest differs from the store.
    case contentDiffers
    /// The store was changed by somebody else; the manifest was not.
    case driftCorrected
    /// The manifest and the store were both changed, in different fields.
    case contentDiffersAndDrift
    /// These fields cannot be changed in place.
    case immutableChanged([String])
    /// No set owned it.
    case unowned
    /// `--take` from this set.
    case takenFrom(String)
    /// `metadata.renamedFrom`.
    case renamedFrom(String)
    /// The scope of the object was renamed; this is the scope's former name.
    case movedWithScope(String)
    /// Owned by the set, and no longer declared.
    case undeclared
    /// Asked for by name (`delete KIND NAME`).
    case requested
    /// The content stays; a name in it stands for another object now.
    case referencesMoved

    package var code: String {
        switch self {
        case .declaredNew: "declared-new"
        case .contentDiffers: "content-differs"
        case .driftCorrected: "drift-corrected"
        case .contentDiffersAndDrift: "content-differs-and-drift"
        case .immutableChanged: "immutable-changed"
        case .unowned: "unowned"
        case .takenFrom: "taken-from"
        case .renamedFrom: "renamed-from"
        case .movedWithScope: "moved-with-scope"
        case .undeclared: "undeclared"
        case .requested: "requested"
        case .referencesMoved: "references-moved"
        }
    }

    /// What the reason speaks of, for those that have something.
    package var subjects: [String] {
        switch self {
        case .immutableChanged(let paths): paths
        case .takenFrom(let text), .renamedFrom(let text), .movedWithScope(let text): [text]
        default: []
        }
    }

    /// Reads what ``code`` and ``subjects`` wrote; nil for anything else.
    package init?(code: String, subjects: [String]) {
        switch (code, subjects.first) {
        case ("declared-new", nil): self = .declaredNew
        case ("content-differs", nil): self = .contentDiffers
        case ("drift-corrected", nil): self = .driftCorrected
        case ("content-differs-and-drift", nil): self = .contentDiffersAndDrift
        case ("immutable-changed", .some): self = .immutableChanged(subjects)
        case ("unowned", nil): self = .unowned
        case ("taken-from", let set?): self = .takenFrom(set)
        case ("renamed-from", let name?): self = .renamedFrom(name)
        case ("moved-with-scope", let scope?): self = .movedWithScope(scope)
        case ("undeclared", nil): self = .undeclared
        case ("requested", nil): self = .requested
        case ("references-moved", nil): self = .referencesMoved
        default: return nil
        }
    }
}

extension ChangeReason: CustomStringConvertible {
    /// In words, for people.
    package var description: String {
        switch self {
        case .declaredNew: "new"
        case .contentDiffers: "changed"
        case .driftCorrected: "drift corrected"
        case .contentDiffersAndDrift: "changed, drift corrected"
        case .immutableChanged(let paths): "cannot be changed in place: " + paths.joined(separator: ", ")
        case .unowned: "owned by no set"
        case .takenFrom(let set): "taken from set '\(set)'"
        case .renamedFrom(let name): "was '\(name)'"
        case .movedWithScope(let scope): "goes with '\(scope)', which is renamed"
        case .undeclared: "no longer declared"
        case .requested: "asked for"
        case .referencesMoved: "a name in it stands for another object now"
        }
    }
}
