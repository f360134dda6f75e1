package import ReeveJSON
internal import ReeveModel

/// Why a value is no lock file, and at which place.
package struct ToolLockError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        case notAMapping
        /// A key that is not `organization/environment`.
        case badScope
        case badAddress
        /// A value that is not `sha256:` and 64 hexadecimal digits.
        case badDigest
        case tooMany
    }

    package let code: Code
    package let pointer: JSONPointer

    init(_ code: Code, at tokens: [String]) {
        self.code = code
        pointer = JSONPointer(tokens: tokens)
    }
}
