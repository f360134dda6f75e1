package import ReeveJSON
package import ReeveModel

/// Values of an input that are filled in later: `{fromMatrix: NAME}` when a batch is expanded, `{fromItem: NAME, path:
/// POINTER}` when the item starts, and `{fromSecret: REFERENCE}` just before the call.
///
/// A binding is a mapping with exactly these keys. Text is never searched for bindings.
package enum InputBinding {
    /// Where a value is taken from when the item starts.
    package struct ItemReference: Sendable, Hashable {
        package let item: String
        /// A pointer into the result document of a tool run.
        package let path: JSONPointer
    }

    private enum Form {
        case matrix(String)
        case item(ItemReference)
        case secret(SecretReference)
        case malformed
    }

    private static func form(of object: JSONObject) -> Form? {
        if let name = object["fromMatrix"] {
            guard object.count == 1, let name = name.string else { return .malformed }
            return .matrix(name)
        }
        if let text = object["fromSecret"] {
            guard object.count == 1, let reference = text.string.flatMap({ SecretReference($0) }),
                reference.isServed
            else { return .malformed }
            return .secret(reference)
        }
        guard let item = object["fromItem"] else { return nil }
        guard object.count <= 2, let item = item.string,
            let text = object["path"]?.string ?? (object.count == 1 ? "" : nil),
            let path = JSONPointer(text)
        else { return .malformed }
        return .item(ItemReference(item: item, path: path))
    }

    /// The input with the values of the cell in it. `fromItem` stays.
    static func bindMatrix(_ input: JSONValue, cell: MatrixCell, at pointer: JSONPointer) throws(SchedulerError)
        -> JSONValue
    {
        switch input {
        case .array(let elements):
            var out: [JSONValue] = []
            out.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                out.append(try bindMatrix(element, cell: cell, at: pointer.appending(index)))
            }
            return .array(out)
        case .object(var object):
            switch form(of: object) {
            case .matrix(let name):
                guard let value = cell.values[name] else {
                    throw SchedulerError(.unboundAxis(name, cell: cell.name), at: pointer)
                }
                return value
            case .malformed: throw SchedulerError(.malformedBinding, at: pointer)
            case .item, .secret: return input
            case nil:
                for member in object {
                    object[member.key] = try bindMatrix(
                        member.value, cell: cell, at: pointer.appending(member.key))
                }
                return .object(object)
            }
        default: return input
        }
    }

    /// The items that an input takes values from, in order of appearance.
    package static func itemReferences(in input: JSONValue) -> [ItemReference] {
        var found: [ItemReference] = []
        collect(input, into: &found)
        return found
    }

    private static func collect(_ value: JSONValue, into found: inout [ItemReference]) {
        switch value {
        case .array(let elements): for element in elements { collect(element, into: &found) }
        case .object(let object):
            switch form(of: object) {
            case .item(let reference): found.append(reference)
            case .matrix, .secret, .malformed: break
            case nil: for member in object { collect(member.value, into: &found) }
            }
        default: break
        }
    }

    /// Whether a part of the value is filled in later.
    package static func hasBindings(in value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): elements.contains(where: hasBindings)
        case .object(let object): form(of: object) != nil || object.contains { hasBindings(in: $0.value) }
        default: false
        }
    }

    /// The secrets that an input refers to, in order of appearance.
    package static func secretReferences(in input: JSONValue) -> [SecretReference] {
        var found: [SecretReference] = []
        collect(input, into: &found)
        return found
    }

    private static func collect(_ value: JSONValue, into found: inout [SecretReference]) {
        switch value {
        case .array(let elements): for element in elements { collect(element, into: &found) }
        case .object(let object):
            switch form(of: object) {
            case .secret(let reference): found.append(reference)
            case .matrix, .item, .malformed: break
            case nil: for member in object { collect(member.value, into: &found) }
            }
        default: break
        }
    }

    /// The input with the values of ended items in it. A `fromSecret` is replaced by what `secret` gives; where
    /// `secret` gives nil, it stays.
    ///
    /// A value that was filled in is not searched for bindings, so the answer of a server cannot make one.
    ///
    /// - Parameter value: gives nil where the item has no such value.
    /// - Throws: ``UnboundItem`` for the first value that does not exist. The run then ends with `input.invalid`.
    package static func bindItems(
        _ input: JSONValue, secret: (SecretReference) -> String? = { _ in nil }, value: (ItemReference) -> JSONValue?
    ) throws(UnboundItem) -> JSONValue {
        switch input {
        case .array(let elements):
            var out: [JSONValue] = []
            out.reserveCapacity(elements.count)
            for element in elements { out.append(try bindItems(element, secret: secret, value: value)) }
            return .array(out)
        case .object(var object):
            switch form(of: object) {
            case .item(let reference):
                guard let bound = value(reference) else { throw UnboundItem(reference: reference) }
                return bound
            case .secret(let reference): return secret(reference).map { .string($0) } ?? input
            default: break
            }
            for member in object {
                object[member.key] = try bindItems(member.value, secret: secret, value: value)
            }
            return .object(object)
        default: return input
        }
    }
}
