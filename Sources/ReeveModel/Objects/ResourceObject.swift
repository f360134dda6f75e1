import ReeveJSON

/// An object in normal form: what a manifest declares, with defaults filled, ready to compare and store.
///
/// A class, though a value in every other respect: it is passed through many lists, and copying one reference is cheap.
package final class ResourceObject: Sendable {
    package let key: ObjectKey
    package let metadata: ObjectMetadata
    /// The spec's canonical JSON, defaults filled, secret references as written.
    package let spec: String
    /// See ``ObjectDigest``.
    package let digest: ContentDigest
    /// References as declared, not yet resolved.
    package let references: [ObjectReference]
    package let uniqueKeys: [UniqueKey]
    package let source: ObjectSource

    package init(
        key: ObjectKey, metadata: ObjectMetadata, spec: String, references: [ObjectReference] = [],
        uniqueKeys: [UniqueKey] = [], source: ObjectSource
    ) {
        self.key = key
        self.metadata = metadata
        self.spec = spec
        digest = ObjectDigest.of(key: key, metadata: metadata.canonicalText, spec: spec)
        self.references = references
        self.uniqueKeys = uniqueKeys
        self.source = source
    }

    /// The spec as a value. The text was written by the decoder, so it parses.
    package var specValue: JSONValue { (try? JSONParser.parse(spec)) ?? .null }
}

/// The content digest of an object: SHA-256 over the canonical bytes of kind, scope, name, labels,
/// annotations, names for people, protection and the spec. The source place is not part of it.
package enum ObjectDigest {
    /// - Parameters:
    ///   - metadata: canonical text of ``ObjectMetadata``.
    ///   - spec: canonical text.
    package static func of(key: ObjectKey, metadata: String, spec: String) -> ContentDigest {
        var writer = CanonicalJSONWriter(reservingCapacity: spec.utf8.count + metadata.utf8.count + 240)
        writer.append(raw: "{\"environment\":".utf8)
        write(key.environment, to: &writer)
        writer.append(raw: ",\"kind\":".utf8)
        writer.write(key.kind)
        writer.append(raw: ",\"metadata\":".utf8)
        writer.append(raw: metadata.utf8)
        writer.append(raw: ",\"name\":".utf8)
        writer.write(key.name)
        writer.append(raw: ",\"organization\":".utf8)
        write(key.organization, to: &writer)
        writer.append(raw: ",\"spec\":".utf8)
        writer.append(raw: spec.utf8)
        writer.append(raw: "}".utf8)
        return ContentDigest.of(writer.bytes)
    }

    private static func write(_ text: String?, to writer: inout CanonicalJSONWriter) {
        if let text { writer.write(text) } else { writer.append(raw: "null".utf8) }
    }
}

/// How an object is guarded against deletion, replacement and the removal of this guard.
package enum Protection: String, Sendable, Hashable {
    case none
    /// Only with `--confirm PATH`, or an answer on a terminal.
    case confirm
    /// Must first be lowered in a plan of its own.
    case always
}

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

/// Where an object was declared.
package struct ObjectSource: Sendable, Hashable {
    package let file: String
    package let line: Int
    package let column: Int
    /// Lines of list elements that reports cite, by JSON Pointer into the spec: `/rules/0` to 24.
    package let lines: [String: Int]

    package init(file: String, line: Int, column: Int = 1, lines: [String: Int] = [:]) {
        self.file = file
        self.line = line
        self.column = column
        self.lines = lines
    }
}

extension ObjectSource: CustomStringConvertible {
    /// `file:line`, as plans and reports cite it.
    package var description: String { "\(file):\(line)" }
}

/// A name in a field that stands for another object.
package struct ObjectReference: Sendable, Hashable {
    /// JSON Pointer of the field in the spec.
    package let pointer: String
    package let kind: String
    package let name: String
    /// The environment that the name is meant in, where a field says so.
    package let environment: String?
    /// Where true, any environment of the organization may hold it (policy bindings).
    package let looksDown: Bool
    package let line: Int
    package let column: Int

    package init(
        pointer: String, kind: String, name: String, environment: String? = nil, looksDown: Bool = false, line: Int = 0,
        column: Int = 0
    ) {
        self.pointer = pointer
        self.kind = kind
        self.name = name
        self.environment = environment
        self.looksDown = looksDown
        self.line = line
        self.column = column
    }
}
