/// Where a store is.
///
/// ```swift
/// try StoreLocation("sqlite:.reeve/reeve.db")  // .sqlite(path: ".reeve/reeve.db")
/// ```
///
/// A location has a scheme, always: a path alone could be a mistyped address of another kind of store, and reeve would
/// make a database of that name.
package enum StoreLocation: Sendable, Hashable {
    /// A database file; a relative path starts at the project's root.
    case sqlite(path: String)
    /// A database of a server, by its whole URL.
    case postgresql(url: String)

    /// Why a text names no store.
    package enum Mistake: Error, Sendable, Hashable {
        case noScheme(String)
        case unknownScheme(String)
        /// The scheme is known, and this version has no store of that kind.
        case notAvailable
        case noFile(String)
    }

    /// Reads what `--store`, `REEVE_STORE` and `reeve.yaml` give.
    package init(_ text: String) throws(Mistake) {
        guard let colon = text.firstIndex(of: ":") else { throw .noScheme(text) }
        let (scheme, rest) = (text[..<colon], text[text.index(after: colon)...])
        switch scheme {
        case "sqlite":
            guard !rest.isEmpty, !rest.hasPrefix("//") else { throw .noFile(text) }
            self = .sqlite(path: String(rest))
        case _ where ["postgres", "postgresql"].contains(scheme.lowercased()):
            // `.postgresql(url: text)` once a store of that kind can be opened.
            throw .notAvailable
        default: throw .unknownScheme(String(scheme))
        }
    }
}

extension StoreLocation: CustomStringConvertible {
    /// The text that ``init(_:)`` reads.
    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:" + path
        case .postgresql(let url): url
        }
    }
}

extension StoreLocation.Mistake: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noScheme(let text): "'\(text)' is no store"
        case .unknownScheme(let scheme): "there is no store of the kind '\(scheme)'"
        case .notAvailable: "stores other than sqlite: are not available in this version"
        case .noFile(let text): "'\(text)' names no file"
        }
    }
}
