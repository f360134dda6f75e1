package import ReeveJSON
internal import ReeveModel

/// A plan that no longer changes, with its digest.
package struct SealedPlan: Sendable {
    package let plan: Plan
    package let digest: ContentDigest

    package init(_ plan: Plan) {
        self.plan = plan
        digest = plan.digest
    }

    /// Writes the documented form (docs/schemas/plan.schema.json) in pieces of about 64 KiB, with one line for each
    /// change.
    package func write(_ form: Plan.JSONForm = .shown, to sink: ([UInt8]) throws -> Void) rethrows {
        try PlanJSONWriter(plan: plan, form: form).write(digest: digest, to: sink)
    }
}
