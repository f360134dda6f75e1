import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

/// Selects objects of the store by a kind, labels and fields of the spec.
package struct ObjectQuery: Sendable {
    /// A member of the spec and the text that its value must have, such as `active` and `true`.
    package struct FieldTest: Sendable {
        package let pointer: JSONPointer
        package let value: String

        package init(pointer: JSONPointer, value: String) {
            self.pointer = pointer
            self.value = value
        }

        func matches(_ spec: JSONValue) -> Bool {
            switch pointer.resolve(in: spec) {
            case .string(let text)?: text == value
            case let value?: value.canonicalText == self.value
            case nil: false
            }
        }
    }

    /// A kind in any of its spellings, or `all`.
    package let kind: String
    package var labels: [String: String] = [:]
    package var fields: [FieldTest] = []
    /// Only objects that no set owns.
    package var isUnownedOnly = false

    package init(kind: String) { self.kind = kind }

    /// The filter for the store. It does not test ``fields``: the caller tests them on each object.
    func filter(in context: OperationContext) throws(OperationError) -> ObjectFilter {
        let scope = context.scope.named
        var filter = ObjectFilter(organization: scope.organization, environment: scope.environment)
        if kind != "all" {
            guard let description = KindRegistry.standard.lookup(kind) else {
                let nearest = NearestName.suggestion(
                    for: kind, among: KindRegistry.standard.all.flatMap { [$0.kind, $0.plural] })
                throw .invalid(
                    "there is no kind '\(kind)'", code: "object.unknown-kind",
                    help: nearest.map { "did you mean '\($0)'?" })
            }
            filter.kinds = [description.kind]
        }
        filter.labels = labels
        filter.unownedOnly = isUnownedOnly
        return filter
    }

    func matches(_ record: ObjectRecord) -> Bool {
        guard !fields.isEmpty else { return true }
        let spec = (try? JSONParser.parse(record.spec)) ?? .null
        return fields.allSatisfy { $0.matches(spec) }
    }
}
