package import ReeveDiagnostics
package import ReeveModel
package import ReeveStore

/// Why a plan was not applied; nothing of it is in the store.
package struct ApplyError: Error, Sendable {
    package enum Code: Sendable {
        /// The plan carries errors of the manifests.
        case invalid([Diagnostic])
        case guarded([PlanGuard])
        case conflicts([PlanConflict])
        /// The store's object is not what the plan was made from.
        case stale(ObjectKey)
        case store(StoreError)
    }

    /// The rows of the exit table that an apply can end with.
    package enum ExitClass: Int32, Sendable {
        case failure = 1
        case invalidInput = 3
        case refused = 4
        case conflict = 5
        case locked = 6
    }

    package let code: Code

    package var exitClass: ExitClass {
        switch code {
        case .invalid: .invalidInput
        case .guarded: .refused
        case .conflicts, .stale: .conflict
        case .store(let error):
            switch error.code {
            case .wrongStore, .staleGeneration, .missing, .alreadyExists: .conflict
            case .referenced, .neededByRuns, .scopeNotEmpty, .lastSteward: .refused
            case .uniqueViolation, .invalidRequest: .invalidInput
            case .locked: .locked
            default: .failure
            }
        }
    }

    package var isRetryable: Bool {
        if case .store(let error) = code { return error.isRetryable }
        return false
    }

    /// The stable reason in the audit log.
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
