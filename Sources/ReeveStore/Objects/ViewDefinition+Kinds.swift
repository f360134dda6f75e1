internal import ReeveJSON
internal import ReeveModel

extension ViewDefinition {
    /// The views of the kinds, made from their descriptions: one a kind, and one for each list of a policy.
    ///
    /// Names are those that people who came from other tools know. `tools` and `batches` are views of what happens at
    /// run time, so the kinds of these names have others.
    package static let kinds: [ViewDefinition] = KindRegistry.all.flatMap { kind in
        [ViewDefinition(name: name(of: kind), kind: kind.kind, columns: columns(kind.shape, at: JSONPointer()))]
            + lists(of: kind)
    }

    private static func name(of kind: KindDescription) -> String {
        switch kind.kind {
        case "Batch": "batch_definitions"
        case "Tool": "tool_declarations"
        case "ServiceAccount": "service_accounts"
        default: kind.plural
        }
    }

    /// `policy_rules` and `policy_bindings`: a row an element, in the order of the manifest.
    private static func lists(of kind: KindDescription) -> [ViewDefinition] {
        guard kind.kind == "Policy" else { return [] }
        return kind.shape.fields.compactMap { field in
            guard case .list(.object(let shape), _) = field.type else { return nil }
            return ViewDefinition(
                name: "policy_" + snakeCase(field.name), kind: kind.kind, elements: "/" + field.name,
                columns: columns(shape, at: JSONPointer()))
        }
    }

    private static func columns(_ shape: ObjectShape, at pointer: JSONPointer) -> [Column] {
        shape.fields.filter { !$0.isPlanned }.map { field in
            Column(name: snakeCase(field.name), pointer: pointer.appending(field.name).description)
        }
    }

    /// `workingDirectory` as `working_directory`.
    private static func snakeCase(_ name: String) -> String {
        var out = ""
        for character in name {
            if character.isUppercase { out += "_" }
            out += character.lowercased()
        }
        return out
    }
}
