import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePlanning

/// How the caller wants the plan, besides the manifests. Nil stands for the setting of `reeve.yaml`.
package struct PlanShaping: Sendable {
    package var prunes: Bool?
    package var maxDeletes: Int?
    /// Whether objects of other sets are taken over, and the manifest wins in conflicts.
    package var takes = false
    /// Whether drift is kept: changes in the store that no apply of the set has made.
    package var keepsDrift = false
    /// Paths of the objects to plan; empty for all.
    package var targets: [String] = []
    package var excludes: [String] = []
    package var labels: [ObjectSelection.LabelTest] = []
    package var kinds: Set<String> = []

    package init() {}

    /// - Parameter inputIsPartial: whether the manifests are only a part of the project's. Nothing then counts as
    ///   undeclared.
    func options(in context: OperationContext, now: Timestamp, inputIsPartial: Bool) -> PlanOptions {
        let project = context.project
        var generator = ULID.Generator()
        var options = PlanOptions(
            set: project.spec.set, planID: generator.next(at: now), now: now, tool: "reeve \(context.version)")
        options.prunes = prunes ?? project.spec.prune
        options.maxDeletes = maxDeletes ?? project.spec.maxDeletes
        options.maxDeleteShare = project.spec.maxDeleteShare
        options.takes = takes
        options.keepsDrift = keepsDrift
        options.inputIsPartial = inputIsPartial
        options.selection.organization = context.scope.named.organization
        options.selection.environment = context.scope.named.environment
        options.selection.targets = targets
        options.selection.excludes = excludes
        options.selection.labels = labels
        options.selection.kinds = kinds
        return options
    }
}
