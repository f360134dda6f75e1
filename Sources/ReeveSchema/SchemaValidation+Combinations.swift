internal import ReeveJSON

/// References, combinations, and what the other keywords have left over.
extension SchemaValidation {
    mutating func evaluateCombinations(
        of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        guard let keywords = node.keywords.combinations else { return true }
        var isValid = true
        if let reference = keywords.reference { isValid = evaluate(reference, value, &marks) }
        guard isValid || goesOn else { return false }
        if let reference = keywords.dynamicReference {
            isValid = evaluate(target(of: reference), value, &marks) && isValid
            guard isValid || goesOn else { return false }
        }
        for schema in keywords.allOf {
            isValid = evaluate(schema, value, &marks) && isValid
            guard isValid || goesOn else { return false }
        }
        if !keywords.anyOf.isEmpty {
            isValid = evaluateAnyOf(keywords.anyOf, of: node, value, &marks) && isValid
            guard isValid || goesOn else { return false }
        }
        if !keywords.oneOf.isEmpty {
            isValid = evaluateOneOf(keywords.oneOf, of: node, value, &marks) && isValid
            guard isValid || goesOn else { return false }
        }
        if let not = keywords.not {
            var none: EvaluatedMarks?
            if probe(not, value, &none) { isValid = fail(node, "not", "is what the schema forbids") }
            guard isValid || goesOn else { return false }
        }
        if let condition = keywords.condition {
            let branch = probe(condition, value, &marks) ? keywords.consequence : keywords.alternative
            if let branch { isValid = evaluate(branch, value, &marks) && isValid }
        }
        return isValid
    }

    private mutating func evaluateAnyOf(
        _ schemas: [Int], of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        var isValid = false
        for schema in schemas where probe(schema, value, &marks) {
            isValid = true
            // Without marks to gather, one is enough.
            if marks == nil { break }
        }
        return isValid || explain(schemas, "anyOf", of: node, value)
    }

    private mutating func evaluateOneOf(
        _ schemas: [Int], of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        var matched: [Int] = []
        for (position, schema) in schemas.enumerated() where probe(schema, value, &marks) {
            matched.append(position)
            if matched.count > 1 {
                return fail(
                    node, "oneOf", "alternatives \(matched[0]) and \(matched[1]) both match; only one may")
            }
        }
        return !matched.isEmpty || explain(schemas, "oneOf", of: node, value)
    }

    /// Says why no alternative matched; where the value's type leaves only one, what is wrong by that one.
    private mutating func explain(
        _ schemas: [Int], _ keyword: String, of node: SchemaNode, _ value: JSONValue
    ) -> Bool {
        guard goesOn else { return false }
        var candidates: [Int] = []
        var types: TypeSet = []
        for schema in schemas {
            let allowed = program.nodes[schema].keywords.types
            types.formUnion(allowed ?? [])
            if allowed?.allows(value) ?? true { candidates.append(schema) }
        }
        if candidates.count == 1 {
            var none: EvaluatedMarks?
            return evaluate(candidates[0], value, &none)
        }
        return candidates.isEmpty
            ? fail(node, keyword, "must be \(types.words), not \(value.typeName)")
            : fail(node, keyword, "matches none of the \(schemas.count) alternatives")
    }

    mutating func evaluateUnevaluated(
        of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        var isValid = true
        switch value {
        case .object(let object):
            guard let schema = node.keywords.unevaluatedProperties else { return true }
            for (position, member) in object.members.enumerated() where marks?[position] == false {
                if program.nodes[schema].keywords.verdict == false {
                    isValid = fail(
                        node, "unevaluatedProperties", "this property is not allowed", at: .member(member.key))
                } else {
                    isValid = evaluateChild(schema, member.value, at: .member(member.key)) && isValid
                }
                guard isValid || goesOn else { return false }
                marks?.mark(position)
            }
        case .array(let items):
            guard let schema = node.keywords.unevaluatedItems else { return true }
            for (position, item) in items.enumerated() where marks?[position] == false {
                if program.nodes[schema].keywords.verdict == false {
                    isValid = fail(node, "unevaluatedItems", "this item is not allowed", at: .item(position))
                } else {
                    isValid = evaluateChild(schema, item, at: .item(position)) && isValid
                }
                guard isValid || goesOn else { return false }
                marks?.mark(position)
            }
        default: break
        }
        return isValid
    }
}
