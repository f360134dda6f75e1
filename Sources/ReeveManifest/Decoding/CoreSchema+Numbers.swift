import ReeveJSON

extension CoreSchema {
    /// The exact value of a plain number; nil for anything else.
    static func number(_ text: String) -> JSONNumber? {
        var text = text
        return text.withUTF8 { utf8 in
            guard case .number(let form) = resolve(utf8) else { return nil }
            return number(utf8, form: form)
        }
    }

    /// The value of a plain whole number that fits; nil for anything else.
    static func integer(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { utf8 in
            guard case .number(let form) = resolve(utf8) else { return nil }
            return number(utf8, form: form)?.int64
        }
    }
}
