internal import ReeveJSON

/// Arrays.
extension SchemaValidation {
    mutating func evaluate(_ items: [JSONValue], of node: SchemaNode, _ marks: inout EvaluatedMarks?) -> Bool {
        guard let keywords = node.keywords.array else { return true }
        var isValid = true
        if let minimum = keywords.minItems, items.count < minimum {
            isValid = fail(node, "minItems", "has \(items.count) items, fewer than \(minimum)")
        }
        if let maximum = keywords.maxItems, items.count > maximum {
            isValid = fail(node, "maxItems", "has \(items.count) items, more than \(maximum)")
        }
        guard isValid || goesOn else { return false }
        for (index, item) in items.enumerated() {
            let schema: Int
            if index < keywords.prefix.count {
                schema = keywords.prefix[index]
            } else if let rest = keywords.rest {
                schema = rest
            } else {
                break
            }
            marks?.mark(index)
            if !evaluateChild(schema, item, at: .item(index)) {
                isValid = false
                guard goesOn else { return false }
            }
        }
        if keywords.contains != nil {
            isValid = evaluateContains(items, of: node, &marks) && isValid
            guard isValid || goesOn else { return false }
        }
        if keywords.isUnique { isValid = evaluateUniqueness(of: items, node) && isValid }
        return isValid
    }

    private mutating func evaluateContains(
        _ items: [JSONValue], of node: SchemaNode, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        guard let keywords = node.keywords.array, let schema = keywords.contains else { return true }
        let marksItems = keywords.containsEvaluates && marks != nil
        var matched = 0
        for (index, item) in items.enumerated() {
            var none: EvaluatedMarks?
            guard probe(schema, item, &none) else { continue }
            matched += 1
            if marksItems { marks?.mark(index) }
            if !marksItems, keywords.maxContains == nil, matched >= keywords.minContains { return true }
        }
        if matched < keywords.minContains {
            return keywords.minContains == 1
                ? fail(node, "contains", "no item is as the schema wants at least one to be")
                : fail(node, "minContains", "\(matched) items match, fewer than \(keywords.minContains)")
        }
        if let maximum = keywords.maxContains, matched > maximum {
            return fail(node, "maxContains", "\(matched) items match, more than \(maximum)")
        }
        return true
    }

    private mutating func evaluateUniqueness(of items: [JSONValue], _ node: SchemaNode) -> Bool {
        if items.count <= 8 {
            for index in items.indices {
                for earlier in 0..<index where ExactValue.isSame(items[earlier], items[index]) {
                    return fail(node, "uniqueItems", "items \(earlier) and \(index) are the same")
                }
            }
            return true
        }
        guard spend(items.count) else { return false }
        var positions: [ExactValue: Int] = [:]
        positions.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            if let earlier = positions.updateValue(index, forKey: ExactValue(value: item)) {
                return fail(node, "uniqueItems", "items \(earlier) and \(index) are the same")
            }
        }
        return true
    }
}
