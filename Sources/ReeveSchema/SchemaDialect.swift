internal import ReeveJSON

/// The drafts of JSON Schema that are understood, oldest first.
package enum SchemaDialect: Int, Sendable, Hashable, Comparable, CaseIterable {
    case draft4
    case draft6
    case draft7
    case draft2019
    case draft2020

    package static func < (lhs: SchemaDialect, rhs: SchemaDialect) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The identifier of the dialect's meta-schema, without a fragment.
    package var uri: String {
        switch self {
        case .draft4: "http://json-schema.org/draft-04/schema"
        case .draft6: "http://json-schema.org/draft-06/schema"
        case .draft7: "http://json-schema.org/draft-07/schema"
        case .draft2019: "https://json-schema.org/draft/2019-09/schema"
        case .draft2020: "https://json-schema.org/draft/2020-12/schema"
        }
    }

    /// The dialect that a value of `$schema` names; http and https are not told apart.
    package init?(uri: String) {
        func bare(_ uri: some StringProtocol) -> Substring {
            let uri = uri.hasSuffix("#") ? uri.dropLast() : uri[...]
            return Substring(uri.split(separator: ":", maxSplits: 1).last ?? "")
        }
        guard uri.hasPrefix("http://") || uri.hasPrefix("https://"),
            let known = Self.allCases.first(where: { bare($0.uri) == bare(uri) })
        else { return nil }
        self = known
    }

    var identifierKeyword: String { self == .draft4 ? "id" : "$id" }

    /// Whether `$ref` makes its neighbours meaningless.
    var referenceHidesSiblings: Bool { self < .draft2019 }
}

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
