/// What a plan does with one object.
package enum PlannedAction: String, Sendable, Hashable, CaseIterable {
    case create
    case update
    case delete
    /// Delete and create under the same name, because an immutable field changed.
    case replace
    /// Takes an object that no set owns, or one of another set, into this set.
    case adopt
    case rename
    /// The organization or environment of the object gets another name; content and owner stay.
    case move
    /// The object stays, and no set owns it any more.
    case forget

    /// The mark in front of a line of the plan.
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

    /// The elementary steps, for readers that know no replace.
    package var steps: [String] {
        self == .replace ? ["delete", "create"] : [rawValue]
    }

    /// Whether the object has content afterwards that the plan declares.
    package var writesContent: Bool {
        switch self {
        case .create, .update, .replace, .adopt, .rename: true
        case .delete, .forget, .move: false
        }
    }

    /// Whether the object that was there is gone afterwards.
    package var removesObject: Bool { self == .delete || self == .replace }
}
