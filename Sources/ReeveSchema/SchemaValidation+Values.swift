internal import ReeveJSON
internal import ReevePattern

/// Single values.
extension SchemaValidation {
    mutating func evaluateEquality(of node: SchemaNode, _ value: JSONValue) -> Bool {
        if let constant = node.keywords.constant, !ExactValue.isSame(constant, value) {
            return fail(node, "const", "must be \(Self.quote(constant))")
        }
        guard let allowed = node.keywords.enumeration else { return true }
        guard spend(allowed.count >> 3) else { return false }
        for candidate in allowed where ExactValue.isSame(candidate, value) { return true }
        return fail(node, "enum", "must be one of \(allowed.prefix(20).map(Self.quote).joined(separator: ", "))")
    }

    /// A value of the schema, shortened.
    private static func quote(_ value: JSONValue) -> String {
        let text = value.canonicalText
        return text.count > 60 ? text.prefix(60) + "..." : text
    }

    mutating func evaluate(_ number: JSONNumber, of node: SchemaNode) -> Bool {
        guard let keywords = node.keywords.number else { return true }
        var isValid = true
        if let minimum = keywords.minimum, minimum.isAbove(number) {
            isValid = fail(
                node, "minimum", "\(number.canonicalText) is below the minimum \(minimum.number.canonicalText)")
        }
        if let maximum = keywords.maximum, maximum.isBelow(number) {
            isValid = fail(
                node, "maximum", "\(number.canonicalText) is above the maximum \(maximum.number.canonicalText)")
        }
        if let minimum = keywords.exclusiveMinimum, !minimum.isBelow(number) {
            isValid = fail(
                node, "exclusiveMinimum", "\(number.canonicalText) is not above \(minimum.number.canonicalText)")
        }
        if let maximum = keywords.exclusiveMaximum, !maximum.isAbove(number) {
            isValid = fail(
                node, "exclusiveMaximum", "\(number.canonicalText) is not below \(maximum.number.canonicalText)")
        }
        if let divisor = keywords.multipleOf, !divisor.divides(number) {
            isValid = fail(
                node, "multipleOf",
                "\(number.canonicalText) is not a multiple of \(divisor.number.canonicalText)")
        }
        return isValid
    }

    mutating func evaluate(_ text: String, of node: SchemaNode) -> Bool {
        guard let keywords = node.keywords.string else { return true }
        var isValid = true
        if keywords.minLength != nil || keywords.maxLength != nil {
            let length = ExactText.length(text)
            if let minimum = keywords.minLength, length < minimum {
                isValid = fail(node, "minLength", "has \(length) characters, fewer than \(minimum)")
            }
            if let maximum = keywords.maxLength, length > maximum {
                isValid = fail(node, "maxLength", "has \(length) characters, more than \(maximum)")
            }
        }
        if let pattern = keywords.pattern, isValid || goesOn {
            isValid = matches(pattern, text, node, "pattern") && isValid
        }
        if let format = keywords.format, isValid || goesOn, !format.accepts(text) {
            isValid = fail(node, "format", "is no \(format.rawValue)")
        }
        return isValid
    }

    private mutating func matches(
        _ pattern: BoundedPattern, _ text: String, _ node: SchemaNode, _ keyword: String
    ) -> Bool {
        switch pattern.match(text) {
        case .matched: return true
        case .notMatched: return fail(node, keyword, "does not match the pattern '\(pattern.source.prefix(200))'")
        case .budgetExceeded:
            exhaust(.patternBudgetExceeded)
            return false
        }
    }
}
