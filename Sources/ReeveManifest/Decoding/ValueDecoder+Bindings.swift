import ReeveDiagnostics
import ReeveJSON
import ReeveModel

extension ValueDecoder {
    /// A mapping that stands for a value that is bound late.
    struct BindingSource {
        let name: String
        let argument: DocumentArena.Node
        let key: DocumentArena.Node
        let defaultValue: DocumentArena.Node?
    }

    static let lateNames: Set<String> = ["fromMatrix", "fromItem", "fromFire", "fromSecret"]

    /// The binding that a mapping spells: one `from…` key, and `default`, `path` beside it at most.
    func bindingSource(of node: DocumentArena.Node) -> BindingSource? {
        var found: (name: String, key: DocumentArena.Node, value: DocumentArena.Node)?
        var defaultValue: DocumentArena.Node?
        for (key, value) in arena.entries(of: node) {
            let name = arena.text(of: key)
            if Binder.Source(rawValue: name) != nil || Self.lateNames.contains(name) {
                guard found == nil else { return nil }
                found = (name, key, value)
            } else if name == "default" {
                defaultValue = value
            } else if name != "path" {
                return nil
            }
        }
        return found.map { BindingSource(name: $0.name, argument: $0.value, key: $0.key, defaultValue: defaultValue) }
    }

    /// Writes what a binding stands for, where the field allows one.
    mutating func writeBound(
        _ node: DocumentArena.Node, _ bound: BindingSource, as type: FieldType, binding: Field.Binding,
        into writer: inout CanonicalJSONWriter
    ) {
        guard let source = Binder.Source(rawValue: bound.name), binding != .never else {
            writer.append(raw: "null".utf8)
            report(
                Diagnostic(
                    .bindingForbidden, "'\(fieldName)' of \(subject) cannot be bound by '\(bound.name)'",
                    at: arena.range(of: bound.key)))
            return
        }
        switch binder.value(source, arena.text(of: bound.argument)) {
        case .success where binder.isOffline: writer.append(raw: "null".utf8)
        case .success(let text): writeScalar(ScalarText(text: text, isQuoted: false), as: type, at: node, into: &writer)
        case .failure(let failure):
            if let value = bound.defaultValue {
                write(value, as: type, binding: .never, into: &writer)
            } else {
                writer.append(raw: "null".utf8)
                reportUnbound(bound, failure: failure)
            }
        }
    }

    private mutating func reportUnbound(_ bound: BindingSource, failure: Binder.Failure) {
        let name = arena.text(of: bound.argument)
        let what =
            switch failure {
            case .absent: "is not set"
            case .unreadable(let reason): "cannot be read: \(reason)"
            }
        let kind =
            switch Binder.Source(rawValue: bound.name) {
            case .file: "the file"
            case .variable: "the variable of the project"
            default: "the environment variable"
            }
        report(
            Diagnostic(
                .bindingUnresolved, "\(kind) '\(name)' \(what)", at: arena.range(of: bound.argument),
                help: "set it, or give the binding a 'default'"))
    }

    /// Writes any JSON; bindings of reading inside it are replaced, those of a batch stay as they are.
    mutating func write(json node: DocumentArena.Node, binding: Field.Binding, into writer: inout CanonicalJSONWriter) {
        if binding != .never {
            switch arena.kind(of: node) {
            case .mapping:
                if let bound = bindingSource(of: node), Binder.Source(rawValue: bound.name) != nil {
                    writeBound(node, bound, as: .text(.any), binding: binding, into: &writer)
                    return
                }
                writeMap(json: node, binding: binding, into: &writer)
                return
            case .sequence:
                writer.append(raw: "[".utf8)
                for (index, child) in arena.children(of: node).enumerated() {
                    if index > 0 { writer.append(raw: ",".utf8) }
                    path.append(.index(index))
                    write(json: child, binding: binding, into: &writer)
                    path.removeLast()
                }
                writer.append(raw: "]".utf8)
                return
            case .scalar: break
            }
        }
        writer.write(arena.json(of: node))
    }

    private mutating func writeMap(
        json node: DocumentArena.Node, binding: Field.Binding, into writer: inout CanonicalJSONWriter
    ) {
        var entries: [(text: String, value: DocumentArena.Node)] = []
        for (key, value) in arena.entries(of: node) { entries.append((arena.text(of: key), value)) }
        entries.sort { CanonicalOrder.precedes($0.text, $1.text) }
        writer.append(raw: "{".utf8)
        for (index, entry) in entries.enumerated() {
            if index > 0 { writer.append(raw: ",".utf8) }
            writer.write(entry.text)
            writer.append(raw: ":".utf8)
            path.append(.field(entry.text))
            write(json: entry.value, binding: binding, into: &writer)
            path.removeLast()
        }
        writer.append(raw: "}".utf8)
    }
}
