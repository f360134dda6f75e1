/// A risk of one change, with a few words that say what it is.
package struct PlannedRisk: Sendable, Hashable {
    package let risk: ChangeRisk
    package let detail: String

    package init(_ risk: ChangeRisk, _ detail: String) {
        self.risk = risk
        self.detail = detail
    }
}
