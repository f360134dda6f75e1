/// Parts of a WHERE clause that is put together at run time; every value is a parameter.
struct SQLConditions {
    private(set) var parts: [String] = []
    private(set) var values: [SQLValue] = []

    /// `$` in `text` stands for the value.
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

    /// Adds a value, and gives the parameter by which another part of the statement names it.
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
