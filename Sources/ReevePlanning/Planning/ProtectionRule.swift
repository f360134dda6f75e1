internal import ReeveJSON
internal import ReeveModel

/// Decides which changes the protection of an object stops.
struct ProtectionRule {
    private let kind: KindDescription?

    init(kind: KindDescription?) { self.kind = kind }

    /// The guard of a change; nil where nothing stops it.
    func guardCause(
        action: PlannedAction, before: PlannedChange.Content, after: PlannedChange.Content?
    ) -> PlanGuard.Cause? {
        let level = level(of: before)
        guard level > .none else { return nil }
        if action.removesObject { return level == .always ? .alwaysProtected : .needsConfirmation }
        guard let after else { return nil }
        return self.level(of: after) < level ? .needsConfirmation : nil
    }

    /// Why a confirmation is needed: the object itself is protected, or its kind is.
    func words(for content: PlannedChange.Content) -> String {
        guard Protection(rawValue: content.protectionName) != .confirm, let kind, let guarded = kind.removalGuard
        else { return "is protected" }
        return "is a \(kind.kind) \(guarded.words), which is always confirmed"
    }

    /// The level that counts: the object's own, or `confirm` where the kind protects such an object.
    func level(of content: PlannedChange.Content) -> Protection {
        let own = Protection(rawValue: content.protectionName) ?? .none
        guard own == .none, let guarded = kind?.removalGuard else { return own }
        return guarded.holds(content.specValue) ? .confirm : .none
    }
}
