import ReeveJSON
import ReeveModel

/// Gives the values that `fromEnv`, `fromFile` and `fromVar` stand for while manifests are read.
package struct Binder: Sendable {
    package enum Source: String, Sendable, CaseIterable {
        case environment = "fromEnv"
        case file = "fromFile"
        case variable = "fromVar"
    }

    package enum Failure: Error, Sendable {
        case absent
        case unreadable(String)
    }

    /// Nil with `--offline`: then what is bound stands as an empty text and is not checked.
    private let resolve: (@Sendable (Source, String) -> Result<String, Failure>)?

    package init(_ resolve: @escaping @Sendable (Source, String) -> Result<String, Failure>) { self.resolve = resolve }

    private init() { resolve = nil }

    /// Binds nothing; every binding counts as resolved and its value is not checked.
    package static let offline = Binder()

    package var isOffline: Bool { resolve == nil }

    package func value(_ source: Source, _ name: String) -> Result<String, Failure> {
        resolve?(source, name) ?? .success("")
    }
}
