/// Why a recording cannot be written or read.
package struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        /// There is no recording in the folder, or it was not finished.
        case missing
        /// The folder holds something else.
        case occupied
        /// A file is cut, edited or of another form.
        case damaged
        /// A newer version of reeve has written it.
        case newer
        /// An exchange or a file passes its bound.
        case tooLarge
        /// The system refuses.
        case system
    }

    package let code: Code
    package let message: String
    /// The file, as the caller named the folder.
    package let file: String
    /// From 1; nil where the whole file is meant.
    package let line: Int?

    package init(_ code: Code, _ message: String, file: String, line: Int? = nil) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
    }

    package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}
