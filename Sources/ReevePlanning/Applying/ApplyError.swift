package import ReeveDiagnostics
package import ReeveModel
package import ReeveStore

/// Why a plan was not applied. Nothing of the plan is then in the store.
package struct ApplyError: Error, Sendable {
    package enum Code: Sendable {
        /// The manifests of the plan have errors.
        case invalid([Diagnostic])
        case guarded([PlanGuard])
        case conflicts([PlanConflict])
        /// The object in the store has changed since the plan was made.
        case stale(ObjectKey)
        case store(StoreError)
    }

    package let code: Code

    /// Whether the plan was sound, and the store or a protection refused it. The audit log has an event of such a
    /// refusal.
    package var isRefusal: Bool {
        switch code {
        case .invalid: false
        case .guarded, .conflicts, .stale: true
        case .store(let error):
            switch error.code {
            case .wrongStore, .staleGeneration, .missing, .alreadyExists, .referenced, .neededByRuns, .scopeNotEmpty,
                .lastSteward:
                true
            default: false
            }
        }
    }

    package var isRetryable: Bool {
        if case .store(let error) = code { return error.isRetryable }
        return false
    }

    /// The reason in the audit log. It is stable.
    package var reasonCode: String {
        switch code {
        case .invalid: "plan.invalid"
        case .guarded(let guards): "plan." + (guards.first?.cause.rawValue ?? "guarded")
        case .conflicts: "plan.conflict"
        case .stale: "plan.stale"
        case .store(let error):
            switch error.code {
            case .wrongStore: "plan.wrong-store"
            case .staleGeneration, .missing, .alreadyExists: "plan.stale"
            case .referenced: "plan.still-referenced"
            case .neededByRuns: "plan.needed-by-runs"
            case .scopeNotEmpty: "plan.scope-not-empty"
            case .lastSteward: "plan.last-steward"
            case .uniqueViolation: "plan.not-unique"
            default: "plan.failed"
            }
        }
    }
}
