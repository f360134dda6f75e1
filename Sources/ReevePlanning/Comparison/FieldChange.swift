package import ReeveJSON

/// One changed path of an object. Sensitive leaves are masked already, so it may be shown anywhere.
package struct FieldChange: Sendable, Hashable {
    /// A JSON Pointer into `{metadata, spec}` of the new content; where the path is gone there, of the old content.
    package let pointer: String
    /// The path for people: `spec.rules[log-at-night].effect`.
    package let label: String
    /// Nil where the path is new.
    package let before: JSONValue?
    /// Nil where the path is gone.
    package let after: JSONValue?
    /// Says what is masked in ``before``: `true` for a masked leaf, an object or array where a part is masked, `false`
    /// where nothing is.
    package let beforeMask: JSONValue
    package let afterMask: JSONValue

    package init(
        pointer: String, label: String, before: JSONValue?, after: JSONValue?, beforeMask: JSONValue = false,
        afterMask: JSONValue = false
    ) {
        self.pointer = pointer
        self.label = label
        self.before = before
        self.after = after
        self.beforeMask = beforeMask
        self.afterMask = afterMask
    }

    package var isSensitive: Bool { beforeMask != false || afterMask != false }

    /// The form in which plan files and revisions store it.
    package var json: JSONValue {
        var object: JSONObject = ["path": .string(pointer), "label": .string(label)]
        if let before { object["before"] = before }
        if let after { object["after"] = after }
        if beforeMask != false { object["before_sensitive"] = beforeMask }
        if afterMask != false { object["after_sensitive"] = afterMask }
        return .object(object)
    }

    package init?(json: JSONValue) {
        guard let pointer = json["path"]?.string, let label = json["label"]?.string else { return nil }
        self.init(
            pointer: pointer, label: label, before: json["before"], after: json["after"],
            beforeMask: json["before_sensitive"] ?? false, afterMask: json["after_sensitive"] ?? false)
    }
}
