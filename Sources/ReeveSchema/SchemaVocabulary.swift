internal import ReeveJSON

/// The rules for one schema resource: its draft, and what its meta-schema switches on and off.
struct SchemaVocabulary: Sendable, Hashable {
    var dialect: SchemaDialect
    /// False for a meta-schema of one's own that leaves the validation vocabulary out.
    var hasValidation = true
    /// True for one that requires formats to be asserted.
    var assertsFormats = false

    /// What holds a subschema, and in which form.
    enum SubschemaForm {
        case single
        case list
        case map
        /// `items` of the older drafts: one schema or a list.
        case singleOrList
    }

    /// The form of subschemas under a keyword; nil where the dialect has none there.
    func subschemas(under keyword: String) -> SubschemaForm? {
        guard let (form, drafts) = Self.applicators[keyword] else { return nil }
        return drafts.contains(dialect) ? form : nil
    }

    private static let applicators: [String: (SubschemaForm, ClosedRange<SchemaDialect>)] = [
        "properties": (.map, .draft4 ... .draft2020),
        "patternProperties": (.map, .draft4 ... .draft2020),
        "additionalProperties": (.single, .draft4 ... .draft2020),
        "dependencies": (.map, .draft4 ... .draft2020),
        "definitions": (.map, .draft4 ... .draft2020),
        "items": (.singleOrList, .draft4 ... .draft2020),
        "additionalItems": (.single, .draft4 ... .draft2020),
        "allOf": (.list, .draft4 ... .draft2020),
        "anyOf": (.list, .draft4 ... .draft2020),
        "oneOf": (.list, .draft4 ... .draft2020),
        "not": (.single, .draft4 ... .draft2020),
        "contains": (.single, .draft6 ... .draft2020),
        "propertyNames": (.single, .draft6 ... .draft2020),
        "if": (.single, .draft7 ... .draft2020),
        "then": (.single, .draft7 ... .draft2020),
        "else": (.single, .draft7 ... .draft2020),
        "$defs": (.map, .draft2019 ... .draft2020),
        "dependentSchemas": (.map, .draft2019 ... .draft2020),
        "unevaluatedItems": (.single, .draft2019 ... .draft2020),
        "unevaluatedProperties": (.single, .draft2019 ... .draft2020),
        "contentSchema": (.single, .draft2019 ... .draft2020),
        "prefixItems": (.list, .draft2020 ... .draft2020),
    ]
}
