import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePlanning

/// What the caller says of a plan, beside the manifests; nil for what `reeve.yaml` says.
package struct PlanShaping: Sendable {
    package var prunes: Bool?
    package var maxDeletes: Int?
    /// Takes what other sets own, and the manifest's value in conflicts.
    package var takes = false
    /// Leaves what other hands changed.
    package var keepsDrift = false
    /// Paths of objects, the only ones that are planned.
    package var targets: [String] = []
    package var excludes: [String] = []
    package var labels: [ObjectSelection.LabelTest] = []
    package var kinds: Set<String> = []

    package init() {}

    /// - Parameter inputIsPartial: the manifests are not all of the project's, so that nothing is undeclared.
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
