/// Why a part of the audit log could not be read or written.
///
/// What a verification finds wrong with a log is no error but an ``AuditFinding``.
package struct AuditError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        /// Bytes that are no audit event of a known version.
        case invalidEvent
        case unsupportedVersion
        case invalidFrontier
        case invalidNote
        case invalidCheckpoint
        case invalidKey
        /// The signer gave no signature, or one that its own key does not verify.
        case signing
        case invalidLine
        case lineTooLong
        /// A file could not be opened or read.
        case input
        case outOfRange
    }

    package let code: Code
    /// What was found; for people.
    package let detail: String
    /// The line of a file, from 1.
    package let line: Int?

    package init(_ code: Code, _ detail: String, line: Int? = nil) {
        self.code = code
        self.detail = detail
        self.line = line
    }

    /// Only a signer of its own (a helper program, a remote key) can do better the next time.
    package var isRetryable: Bool { code == .signing }

    func at(line: Int) -> AuditError { AuditError(code, detail, line: line) }
}

extension AuditError: CustomStringConvertible {
    package var description: String { line.map { "line \($0): \(detail)" } ?? detail }
}
