/// The grammar of a text field.
package enum TextFormat: Sendable {
    /// Any text up to 64 KiB.
    case any
    /// One to 64 KiB of text.
    case nonEmpty
    case name
    case email
    case timeZone
    case currency
    case url
    case path
    case variableName
    case jsonPointer
    /// A glob over `/` segments.
    case glob
    /// A glob over `.` parts, of policy actions.
    case actionGlob
    /// A rule's target: `tool:`, `resource:`, `prompt:` or `agent:` and a glob.
    case target
    case regularExpression
    /// `HH:MM`, 00:00 to 24:00.
    case clock
    /// `1.2.3`.
    case version
    case labelKey
    /// A name within a template.
    case identifier

    /// In words, for diagnostics and docs.
    package var words: String {
        switch self {
        case .any: "text"
        case .nonEmpty: "text that is not empty"
        case .name: "lower-case letters, digits, '-' and '.', 1 to 63"
        case .email: "an email address"
        case .timeZone: "an IANA time zone such as Europe/Berlin"
        case .currency: "three capital letters such as EUR"
        case .url: "an absolute URL"
        case .path: "a path"
        case .variableName: "letters, digits and '_', not starting with a digit"
        case .jsonPointer: "a JSON Pointer such as /path/0"
        case .glob: "a glob such as git/*"
        case .actionGlob: "an action or a glob over its parts such as tool.*"
        case .target: "a target such as tool:git/*"
        case .regularExpression: "a regular expression"
        case .clock: "a time of day such as 22:00"
        case .version: "a version such as 1.2.0"
        case .identifier: "lower-case letters, digits and '_', starting with a letter, 1 to 63"
        case .labelKey: "a label key: letters, digits, '-', '_', '.', '/', 1 to 128"
        }
    }
}
