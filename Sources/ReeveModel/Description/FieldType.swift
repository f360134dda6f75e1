/// What a field may hold. Each case has one normal form, which is what is stored and digested.
package indirect enum FieldType: Sendable {
    case text(TextFormat)
    case boolean
    case integer(ClosedRange<Int64>)
    /// `1h30m`; normal form by ``DurationText/format(_:)``.
    case duration(ClosedRange<Duration>)
    /// `64KiB`; normal form by ``SizeText/format(_:)``.
    case size(ClosedRange<Int64>)
    case money
    /// RFC 3339; normal form in UTC.
    case instant
    case choice([Choice])
    /// The name of an object of this kind, resolved by the rules of scope.
    case reference(kind: String)
    /// `connection/tool`; also a reference to the connection.
    case toolAddress
    /// Where a secret lies; a literal is an error that never quotes it.
    case secretReference
    /// Text, or a secret reference where it starts like one.
    case secretOrText
    case list(FieldType, ListRule)
    case map(keys: TextFormat, values: FieldType)
    case object(ObjectShape)
    /// A count, or a share such as `10%`.
    case countOrShare
    /// Any JSON.
    case json
    /// Any JSON number, exact.
    case number
    /// A JSON Schema; compiled by the check `schema.invalid`.
    case jsonSchema
    /// The form of the YAML node decides. A scalar that stands for an object is the value of `shorthand`.
    case byForm(scalar: FieldType?, sequence: FieldType?, mapping: FieldType?)
    /// A scalar stands for an object that has it as this field.
    case shorthand(field: String, ObjectShape)
    /// One value, or a list of them; normal form is the list.
    case oneOrMany(FieldType)
}

/// How the elements of a list belong together.
package struct ListRule: Sendable {
    /// The field by which elements of a list of maps are matched in diffs and overlays; unique in the list.
    package let key: String?
    package let minimumCount: Int
    package let maximumCount: Int
    /// Whether order means nothing and doubles are an error; normal form keeps the order written.
    package let isUnique: Bool

    package init(key: String? = nil, minimumCount: Int = 0, maximumCount: Int = 10_000, isUnique: Bool = false) {
        self.key = key
        self.minimumCount = minimumCount
        self.maximumCount = maximumCount
        self.isUnique = isUnique
    }
}

/// One value of a closed set.
package struct Choice: Sendable {
    package let value: String
    package let docs: String
    /// Set where the value is known but not served by this version; using it is an error that says so.
    package let planned: Bool

    package init(_ value: String, _ docs: String = "", planned: Bool = false) {
        self.value = value
        self.docs = docs
        self.planned = planned
    }
}

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
        case .labelKey: "a label key: letters, digits, '-', '_', '.', '/', 1 to 128"
        }
    }
}
