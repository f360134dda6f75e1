import ReeveDiagnostics
import ReeveModel
import ReevePlanning

/// Who can call what before and after a plan.
struct PolicyAccessComparison: AccessComparing {
    func compare(changes: [PlannedChange], snapshot: StoreSnapshot, desired: [ResourceObject]) -> (
        changes: [AccessChange], findings: [Diagnostic]
    ) { ([], []) }
}
