/// One value of a closed set.
package struct Choice: Sendable {
    package let value: String
    package let docs: String
    /// Set where the value is known but not served by this version; using it is an error that says so.
    package let planned: Bool

    package init(_ value: String, _ docs: String = "", planned: Bool = false) {
        self.value = value
        self.docs = docs
        self.planned = planned
    }
}
