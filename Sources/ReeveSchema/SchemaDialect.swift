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
