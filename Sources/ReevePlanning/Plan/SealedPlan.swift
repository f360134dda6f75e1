package import ReeveJSON
internal import ReeveModel

/// A plan that nobody changes any more, with its digest.
package struct SealedPlan: Sendable {
    package let plan: Plan
    package let digest: ContentDigest

    package init(_ plan: Plan) {
        self.plan = plan
        digest = plan.digest
    }

    /// Writes the documented form (docs/schemas/plan.schema.json), a line for each change, in pieces of some 64 KiB.
    package func write(_ form: Plan.JSONForm = .shown, to sink: ([UInt8]) throws -> Void) rethrows {
        try PlanJSONWriter(plan: plan, form: form).write(digest: digest, to: sink)
    }
}
