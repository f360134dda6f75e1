import ReeveDiagnostics
import ReeveManifest
import ReeveStore

/// `validate`: every mistake of the manifests, from files alone.
package struct ValidateOperation: Sendable {
    package let paths: [String]
    /// Binds nothing, so that values of `fromEnv`, `fromFile` and `fromVar` are not checked.
    package let isOffline: Bool

    package struct Outcome: Sendable {
        /// Sorted only where they are shown.
        package let diagnostics: [Diagnostic]
        package let sources: SourceIndex
        /// The objects without a mistake of their own.
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
