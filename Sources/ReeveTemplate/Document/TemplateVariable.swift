import ReeveJSON

/// The declaration of a variable, as far as the manifest's checks have found it right: its name is one, it is not built in,
/// its default fits.
package struct TemplateVariable: Sendable, Hashable {
    /// The types of JSON Schema, without `null`: a variable has a value or is not given.
    package enum ValueType: String, Sendable, Hashable, CaseIterable {
        case string, number, integer, boolean, array, object

        /// Whether the value is of the type; nothing is converted.
        package func admits(_ value: JSONValue) -> Bool {
            switch (self, value) {
            case (.string, .string), (.number, .number), (.boolean, .bool), (.array, .array), (.object, .object): true
            case (.integer, .number(let number)): number.isIntegral
            default: false
            }
        }

        /// `a number`, `an array`.
        package var words: String {
            switch self {
            case .integer, .array, .object: "an \(rawValue)"
            default: "a \(rawValue)"
            }
        }
    }

    package let name: String
    /// Nil: a value of any type.
    package let type: ValueType?
    /// A JSON Schema that the value must also satisfy.
    package let schema: JSONValue?
    /// Taken where no value is given.
    package let defaultValue: JSONValue?
    /// Whether a value must be given; never where there is a default.
    package let isRequired: Bool
    package let description: String?

    package init(
        name: String, type: ValueType? = .string, schema: JSONValue? = nil, defaultValue: JSONValue? = nil,
        isRequired: Bool? = nil, description: String? = nil
    ) {
        self.name = name
        self.type = type
        self.schema = schema
        self.defaultValue = defaultValue
        self.isRequired = defaultValue == nil && isRequired ?? true
        self.description = description
    }

    /// Whether there always is a value.
    package var isAlwaysFilled: Bool { isRequired || defaultValue != nil }
}
