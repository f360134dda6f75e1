/// Why a report could not be made or written.
package struct ReportError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// No such batch in the store.
        case batchMissing
        /// Something else stands where a folder or the link belongs, a symbolic link for example.
        case obstructed
        /// The system refused to read or write.
        case ioFailure
        /// The log does not fit the checkpoint.
        case invalidLog
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var isRetryable: Bool { code == .ioFailure }
}

extension ReportError: CustomStringConvertible {
    package var description: String { message }
}
