/// Why a plan changes an object.
package enum ChangeReason: Sendable, Hashable {
    /// The object is declared and not in the store.
    case declaredNew
    /// The manifest has changed, so it differs from the store.
    case contentDiffers
    /// Somebody else has changed the object in the store; the manifest has not changed.
    case driftCorrected
    /// The manifest and the store have both changed, in different fields.
    case contentDiffersAndDrift
    /// These fields have changed, and they cannot be changed in place.
    case immutableChanged([String])
    /// No set owned the object.
    case unowned
    /// The object is taken from this set (`--take`).
    case takenFrom(String)
    /// The manifest says that the object had this name (`metadata.renamedFrom`).
    case renamedFrom(String)
    /// The scope of the object was renamed; this is the former name of the scope.
    case movedWithScope(String)
    /// The set owns the object and no longer declares it.
    case undeclared
    /// Somebody asked for this object by its name (`delete KIND NAME`).
    case requested
    /// The content stays the same, but a name in it now stands for another object.
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

    /// The fields, sets or names that the reason carries; empty for a reason that carries none.
    package var subjects: [String] {
        switch self {
        case .immutableChanged(let paths): paths
        case .takenFrom(let text), .renamedFrom(let text), .movedWithScope(let text): [text]
        default: []
        }
    }

    /// Reads a reason from its ``code`` and ``subjects``; nil where there is no such reason.
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
    /// The reason in words, for people.
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
