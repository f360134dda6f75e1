/// Parts of a WHERE clause that is composed at run time. Every value is a parameter.
struct SQLConditions {
    private(set) var parts: [String] = []
    private(set) var values: [SQLValue] = []

    /// Adds a condition. The `$` in `text` stands for the value.
    mutating func add(_ text: String, _ value: SQLValue) {
        values.append(value)
        parts.append(text.replacingFirst("$", with: "$\(values.count)"))
    }

    mutating func add(_ text: String) { parts.append(text) }

    mutating func add(_ column: String, in list: [SQLValue]) {
        let marks = list.map { value in
            values.append(value)
            return "$\(values.count)"
        }
        parts.append(marks.isEmpty ? "1 = 0" : "\(column) IN (\(marks.joined(separator: ", ")))")
    }

    /// Adds a value, and returns the name of its parameter, for use in another part of the statement.
    mutating func mark(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    var clause: String { parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ") }
}

extension String {
    fileprivate func replacingFirst(_ character: Character, with text: String) -> String {
        guard let index = firstIndex(of: character) else { return self }
        return String(self[..<index]) + text + String(self[self.index(after: index)...])
    }
}
