/// What a plan does with one object.
package enum PlannedAction: String, Sendable, Hashable, CaseIterable {
    case create
    case update
    case delete
    /// Delete and create under the same name, because a field that cannot change in place has changed.
    case replace
    /// Takes an object into this set that no set owns, or another one.
    case adopt
    case rename
    /// The object goes with its organization or environment, which is renamed. Content and owner stay.
    case move
    /// The object stays, and no set owns it from now on.
    case forget

    /// The mark at the start of the line that shows the action.
    package var symbol: String {
        switch self {
        case .create: "+"
        case .update: "~"
        case .delete: "-"
        case .replace: "-/+"
        case .adopt: "="
        case .rename, .move: ">"
        case .forget: "."
        }
    }

    /// The elementary actions, for readers of a plan that do not know `replace`.
    package var steps: [String] {
        self == .replace ? ["delete", "create"] : [rawValue]
    }

    /// Whether the plan writes declared content into the object.
    package var writesContent: Bool {
        switch self {
        case .create, .update, .replace, .adopt, .rename: true
        case .delete, .forget, .move: false
        }
    }

    /// Whether the object that was there is gone after the plan.
    package var removesObject: Bool { self == .delete || self == .replace }
}
