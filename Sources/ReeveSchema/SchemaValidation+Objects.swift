internal import ReeveJSON
internal import ReevePattern

/// Objects.
extension SchemaValidation {
    mutating func evaluate(
        _ object: JSONObject, of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        guard let keywords = node.keywords.object else { return true }
        var isValid = true
        if let minimum = keywords.minProperties, object.count < minimum {
            isValid = fail(node, "minProperties", "has \(object.count) properties, fewer than \(minimum)")
        }
        if let maximum = keywords.maxProperties, object.count > maximum {
            isValid = fail(node, "maxProperties", "has \(object.count) properties, more than \(maximum)")
        }
        guard isValid || goesOn else { return false }
        // Entries and members have one order, so both are read once, side by side.
        var next = 0
        let entries = keywords.entries
        let members = object.members
        for position in members.indices {
            let member = members[position]
            var isKnown = false
            while next < entries.count {
                let order = ExactText.order(entries[next].name, member.key)
                if order > 0 { break }
                if order < 0, entries[next].isRequired { isValid = failRequired(node, entries[next].name) }
                if order == 0, let schema = entries[next].schema {
                    isKnown = true
                    isValid = evaluateChild(schema, member.value, at: .member(member.key)) && isValid
                }
                next += 1
                guard isValid || goesOn else { return false }
                if order == 0 { break }
            }
            guard isValid || goesOn else { return false }
            if !keywords.patterns.isEmpty {
                isValid = evaluatePatterns(member, of: keywords, isKnown: &isKnown) && isValid
                guard isValid || goesOn else { return false }
            }
            if !isKnown, let additional = keywords.additional {
                isKnown = true
                isValid = evaluateAdditional(additional, member, of: node) && isValid
            }
            if isKnown { marks?.mark(position) }
            if let names = keywords.propertyNames {
                isValid = evaluateChild(names, .string(member.key), at: .member(member.key)) && isValid
            }
            guard isValid || goesOn else { return false }
        }
        while next < entries.count {
            if entries[next].isRequired { isValid = failRequired(node, entries[next].name) }
            guard isValid || goesOn else { return false }
            next += 1
        }
        if !keywords.dependentRequired.isEmpty || !keywords.dependentSchemas.isEmpty {
            isValid = evaluateDependencies(object, of: node, value, &marks) && isValid
        }
        return isValid
    }

    private mutating func failRequired(_ node: SchemaNode, _ name: String) -> Bool {
        fail(node, "required", "'\(name.prefix(100))' is missing")
    }

    private mutating func evaluateAdditional(
        _ additional: Int, _ member: JSONObject.Member, of node: SchemaNode
    ) -> Bool {
        if program.nodes[additional].keywords.verdict == false {
            return fail(node, "additionalProperties", "this property is not allowed", at: .member(member.key))
        }
        return evaluateChild(additional, member.value, at: .member(member.key))
    }

    private mutating func evaluatePatterns(
        _ member: JSONObject.Member, of keywords: Shared<ObjectKeywords>, isKnown: inout Bool
    ) -> Bool {
        var isValid = true
        for entry in keywords.patterns {
            switch entry.pattern.match(member.key) {
            case .notMatched: continue
            case .budgetExceeded:
                exhaust(.patternBudgetExceeded)
                return false
            case .matched:
                isKnown = true
                isValid = evaluateChild(entry.schema, member.value, at: .member(member.key)) && isValid
            }
            guard isValid || goesOn else { return false }
        }
        return isValid
    }

    private mutating func evaluateDependencies(
        _ object: JSONObject, of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        guard let keywords = node.keywords.object else { return true }
        var isValid = true
        for (name, required) in keywords.dependentRequired where object[name] != nil {
            guard spend(required.count) else { return false }
            for other in required where object[other] == nil {
                isValid = fail(
                    node, keywords.dependentRequiredKeyword,
                    "'\(name.prefix(100))' needs '\(other.prefix(100))' beside it")
                guard goesOn else { return false }
            }
        }
        for (name, schema) in keywords.dependentSchemas where object[name] != nil {
            isValid = evaluate(schema, value, &marks) && isValid
            guard isValid || goesOn else { return false }
        }
        return isValid
    }
}
