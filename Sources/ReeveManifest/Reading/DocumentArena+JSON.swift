import ReeveJSON

extension DocumentArena {
    /// The meaning of a scalar by its style, tag and the core schema; nil for collections.
    ///
    /// A number that has no exact JSON form was refused by the reader; it comes as its text.
    package func scalar(of node: Node) -> JSONValue? {
        let record = self[node]
        guard record.kind == .scalar else { return nil }
        return withUTF8(of: node) { text in
            let value = CoreSchema.resolve(text, style: record.style, tag: record.tag)
            switch value {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .number(let form): if let number = CoreSchema.number(text, form: form) { return .number(number) }
            case .string, nil: break
            }
            return .string(String(decoding: text, as: UTF8.self))
        }
    }

    /// The subtree as JSON, numbers exact. Depth and size are bounded by the reader's limits.
    package func json(of node: Node) -> JSONValue {
        switch kind(of: node) {
        case .scalar: scalar(of: node) ?? .null
        case .sequence: .array(children(of: node).map(json(of:)))
        case .mapping:
            .object(
                JSONObject(
                    entries(of: node).map { JSONObject.Member(key: text(of: $0.key), value: json(of: $0.value)) }))
        }
    }
}

extension CoreSchema {
    /// What a scalar is, its tag honoured; nil where the text does not fit the tag.
    static func resolve(
        _ text: UnsafeBufferPointer<UInt8>, style: DocumentArena.Style, tag: DocumentArena.Tag
    ) -> Value? {
        switch tag {
        case .none: return style == .plain ? resolve(text) : .string
        case .nonSpecific, .string: return .string
        case .sequence, .mapping: return nil
        case .null: return resolve(text) == .null ? .null : nil
        case .bool:
            guard case .bool(let value) = resolve(text) else { return nil }
            return .bool(value)
        case .integer:
            guard case .number(let form) = resolve(text) else { return nil }
            return form == .integer || form == .octal || form == .hexadecimal ? .number(form) : nil
        case .float:
            guard case .number(let form) = resolve(text) else { return nil }
            return .number(form)
        }
    }
}
