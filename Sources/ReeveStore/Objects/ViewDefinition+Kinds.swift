internal import ReeveJSON
package import ReeveModel

extension ViewDefinition {
    /// The views of the kinds, made from their descriptions: one view for each kind, and one for each list that the
    /// description marks.
    package static func views(of kinds: KindRegistry = .standard) -> [ViewDefinition] {
        kinds.all.flatMap { kind in
            [ViewDefinition(name: kind.viewName, kind: kind.kind, columns: columns(kind.shape, at: JSONPointer()))]
                + lists(of: kind)
        }
    }

    /// Views such as `policy_rules` and `policy_bindings`: one row for each element, in the order of the manifest.
    private static func lists(of kind: KindDescription) -> [ViewDefinition] {
        guard let prefix = kind.listViewPrefix else { return [] }
        return kind.shape.fields.compactMap { field in
            guard let shape = elementShape(of: field.type) else { return nil }
            return ViewDefinition(
                name: prefix + snakeCase(field.name), kind: kind.kind, elements: "/" + field.name,
                columns: columns(shape, at: JSONPointer()))
        }
    }

    private static func elementShape(of type: FieldType) -> ObjectShape? {
        switch type {
        case .list(.object(let shape), _), .list(.shorthand(_, let shape), _): shape
        default: nil
        }
    }

    private static func columns(_ shape: ObjectShape, at pointer: JSONPointer) -> [Column] {
        shape.fields.filter { !$0.isPlanned }.map { field in
            Column(name: snakeCase(field.name), pointer: pointer.appending(field.name).description)
        }
    }

    /// Turns `workingDirectory` into `working_directory`.
    private static func snakeCase(_ name: String) -> String {
        var out = ""
        for character in name {
            if character.isUppercase { out += "_" }
            out += character.lowercased()
        }
        return out
    }
}
