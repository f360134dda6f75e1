import ReeveJSON
import ReeveModel

/// Scope, labels and bindings that hold for the documents of a file.
package struct FileContext: Sendable {
    package let organization: String?
    package let environment: String?
    package let labels: JSONObject
    package let binder: Binder

    package init(organization: String? = nil, environment: String? = nil, labels: JSONObject = [:], binder: Binder) {
        self.organization = organization
        self.environment = environment
        self.labels = labels
        self.binder = binder
    }
}
