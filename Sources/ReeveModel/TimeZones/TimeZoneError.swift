/// Why a time zone cannot be had.
package struct TimeZoneError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        /// Not the shape of a zone's name: empty, absolute, with `..`, or a machine's own setting.
        case invalidName
        /// No file of that name.
        case unknownZone
        /// The file is there and cannot be read, or is no regular file.
        case unreadable
        /// The file or a table in it is larger than any real zone.
        case tooLarge
        /// Not TZif (RFC 8536), or a TZif file that contradicts itself.
        case malformed
        /// The file counts leap seconds (`right/...`); instants here are POSIX time, which has none.
        case leapSeconds
    }

    package let code: Code
    package let zone: String
    /// What is wrong with the file; empty where the code says all.
    package let detail: String

    package init(_ code: Code, zone: String, detail: String = "") {
        self.code = code
        self.zone = zone
        self.detail = detail
    }

    /// Only reading may go better the next time.
    package var isRetryable: Bool { code == .unreadable }
}

extension TimeZoneError: CustomStringConvertible {
    package var description: String {
        let what =
            switch code {
            case .invalidName: "'\(zone)' is no name of a time zone"
            case .unknownZone: "unknown time zone '\(zone)'"
            case .unreadable: "the file of time zone '\(zone)' cannot be read"
            case .tooLarge: "the file of time zone '\(zone)' is too large"
            case .malformed: "the file of time zone '\(zone)' is damaged"
            case .leapSeconds: "the file of time zone '\(zone)' counts leap seconds"
            }
        return detail.isEmpty ? what : what + ": " + detail
    }
}
