internal import ReeveJSON
internal import ReeveModel

/// Which changes protection stands against.
enum ProtectionRule {
    /// The guard of a change; nil where it may go ahead.
    static func guardCause(
        kind: String, action: PlannedAction, before: PlannedChange.Content, after: PlannedChange.Content?
    ) -> PlanGuard.Cause? {
        let level = effective(kind: kind, content: before)
        guard level > 0 else { return nil }
        if action.removesObject { return level == 2 ? .alwaysProtected : .needsConfirmation }
        guard let after else { return nil }
        return effective(kind: kind, content: after) < level ? .needsConfirmation : nil
    }

    /// Why a confirmation is asked for: a policy may not say so itself.
    static func words(kind: String, content: PlannedChange.Content) -> String {
        content.protectionName == "confirm" ? "is protected" : "is a \(kind) with bindings, which is always confirmed"
    }

    /// 0 for none, 1 for confirm, 2 for always. A policy with bindings is protected as `confirm` at least.
    static func effective(kind: String, content: PlannedChange.Content) -> Int {
        switch content.protectionName {
        case "always": return 2
        case "confirm": return 1
        default:
            guard kind == "Policy" else { return 0 }
            return content.specValue["bindings"]?.array?.isEmpty ?? true ? 0 : 1
        }
    }
}
