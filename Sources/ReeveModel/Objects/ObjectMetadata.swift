import ReeveJSON

/// What `metadata` says beside name and scope.
package struct ObjectMetadata: Sendable, Hashable {
    /// Canonical JSON; what is empty or `none` is left out.
    package let canonicalText: String
    package let protection: Protection
    /// The former name; takes part in planning, not in the digest.
    package let renamedFrom: String?

    /// The labels; read out of the text each time.
    package var labelObject: JSONObject {
        canonicalText.utf8.count <= 2 ? [:] : (try? JSONParser.parse(canonicalText))?["labels"]?.object ?? [:]
    }

    package init(
        labels: JSONObject = [:], annotations: JSONObject = [:], displayName: String? = nil, description: String? = nil,
        protection: Protection = .none, renamedFrom: String? = nil
    ) {
        var object = JSONObject()
        if !labels.isEmpty { object["labels"] = .object(labels) }
        if !annotations.isEmpty { object["annotations"] = .object(annotations) }
        if let displayName { object["displayName"] = .string(displayName) }
        if let description { object["description"] = .string(description) }
        if protection != .none { object["protect"] = .string(protection.rawValue) }
        canonicalText = object.isEmpty ? "{}" : JSONValue.object(object).canonicalText
        self.protection = protection
        self.renamedFrom = renamedFrom
    }

    /// Takes what a document's `metadata` in normal form says.
    ///
    /// - Parameter defaults: labels that hold where the document has no such label.
    package init(declared metadata: CanonicalObject, defaults: JSONObject) {
        protection = metadata.string("protect").flatMap(Protection.init) ?? .none
        renamedFrom = metadata.string("renamedFrom")
        var writer = CanonicalJSONWriter()
        var isFirst = true
        func write(_ name: String, _ raw: ArraySlice<UInt8>) {
            writer.append(byte: UInt8(ascii: isFirst ? "{" : ","))
            isFirst = false
            writer.write(name)
            writer.append(byte: UInt8(ascii: ":"))
            writer.append(bytes: raw)
        }
        // In canonical order; an empty map is two bytes.
        for name in ["annotations", "description", "displayName", "labels", "protect"] {
            if name == "labels", !defaults.isEmpty {
                var labels = defaults
                for label in metadata["labels"]?.object ?? [:] { labels[label.key] = label.value }
                write(name, JSONValue.object(labels).canonicalBytes[...])
            } else if name == "protect", protection == .none {
                continue
            } else if let raw = metadata.raw(name), raw.count > 2 || name == "description" {
                write(name, raw)
            }
        }
        if isFirst { writer.append(byte: UInt8(ascii: "{")) }
        writer.append(byte: UInt8(ascii: "}"))
        canonicalText = String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Reads the canonical form back; nil where it is not one.
    package init?(canonical value: JSONValue) {
        guard let object = value.object else { return nil }
        let labels = object["labels"]?.object ?? [:]
        guard labels.allSatisfy({ $0.value.string != nil }) else { return nil }
        self.init(
            labels: labels, annotations: object["annotations"]?.object ?? [:],
            displayName: object["displayName"]?.string,
            description: object["description"]?.string,
            protection: object["protect"]?.string.flatMap(Protection.init) ?? .none)
    }
}
