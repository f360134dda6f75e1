import ReeveDiagnostics
import ReeveManifest
import ReeveStore

/// `validate`: finds every mistake in the manifests, from files alone.
package struct ValidateOperation: Sendable {
    package let paths: [String]
    /// Whether `fromEnv`, `fromFile` and `fromVar` get no values. These values are then not checked.
    package let isOffline: Bool

    package struct Outcome: Sendable {
        /// In no order: whoever shows them sorts them.
        package let diagnostics: [Diagnostic]
        package let sources: SourceIndex
        /// How many objects have no mistake of their own.
        package let objectCount: Int
    }

    package init(paths: [String], isOffline: Bool) {
        self.paths = paths
        self.isOffline = isOffline
    }

    package func run(in context: OperationContext) async -> Outcome {
        let set = await context.readManifests(paths, offline: isOffline)
        let subjects = (try? BoundSubjectCheck.check(set, at: context.now)) ?? []
        return Outcome(
            diagnostics: set.diagnostics + (await SetChecks.check(set)) + SetChecks.checkNames(set) + subjects,
            sources: set.sources, objectCount: set.objects.count)
    }
}
