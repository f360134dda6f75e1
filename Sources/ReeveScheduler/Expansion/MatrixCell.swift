package import ReeveJSON
internal import ReeveModel

/// One combination of the values of a matrix.
package struct MatrixCell: Sendable, Hashable {
    package let values: JSONObject
    /// The name for people, unique among the cells of a batch: `repo=website,size=3`, and `repo=website` where there is
    /// one axis.
    package let name: String

    /// The only cell of a batch without a matrix.
    package static let only = MatrixCell(values: JSONObject(), name: "")

    init(values: JSONObject, name: String) {
        self.values = values
        self.name = name
    }

    /// The longest name, in bytes. A longer one ends with the digest of its values.
    static let nameBytesMax = 240

    /// The cells of a definition in order. The axes are sorted by name, and the first one changes slowest. The cells
    /// that `include` adds come last.
    ///
    /// `exclude` removes every combination that has all values of one of its entries. A cell of `include` is never
    /// excluded, and is added only once.
    ///
    /// - Parameter files: the text of each axis file, by its path. Each line is a value; empty lines are skipped.
    static func cells(
        of spec: BatchSpec, files: [String: String], limit: Int
    ) throws(SchedulerError) -> [MatrixCell] {
        let matrix = JSONPointer(tokens: ["matrix"])
        guard !spec.axes.isEmpty || !spec.include.isEmpty else { return [.only] }
        var combinations: [[JSONObject.Member]] = spec.axes.isEmpty ? [] : [[]]
        for (name, axis) in spec.axes {
            let values = try values(of: axis, files: files, at: matrix.appending(name), limit: limit)
            guard !values.isEmpty else { throw SchedulerError(.noCells, at: matrix.appending(name)) }
            guard combinations.count <= limit / values.count else {
                throw SchedulerError(.tooManyRuns(limit: limit), at: matrix)
            }
            combinations = combinations.flatMap { head in
                values.map { head + [JSONObject.Member(key: name, value: $0)] }
            }
        }
        var seen = Set<JSONObject>()
        var found: [JSONObject] = []
        for combination in combinations {
            let values = JSONObject(combination)
            guard !spec.exclude.contains(where: { $0.isPart(of: values) }) else { continue }
            if seen.insert(values).inserted { found.append(values) }
        }
        for values in spec.include where seen.insert(values).inserted { found.append(values) }
        guard !found.isEmpty else { throw SchedulerError(.noCells, at: matrix) }
        guard found.count <= limit else { throw SchedulerError(.tooManyRuns(limit: limit), at: matrix) }
        return named(found)
    }

    private static func values(
        of axis: BatchSpec.Axis, files: [String: String], at pointer: JSONPointer, limit: Int
    ) throws(SchedulerError) -> [JSONValue] {
        switch axis {
        case .values(let values): return values
        case .range(let from, let to, let step):
            guard from <= to, step > 0 else { return [] }
            guard (to - from) / step < limit else { throw SchedulerError(.tooManyRuns(limit: limit), at: pointer) }
            return stride(from: from, through: to, by: step).map { JSONValue($0) }
        case .file(let path):
            guard let text = files[path] else { throw SchedulerError(.axisFileMissing(path), at: pointer) }
            return text.split(whereSeparator: \.isNewline).compactMap { line in
                line.allSatisfy(\.isWhitespace) ? nil : .string(String(line))
            }
        }
    }

    /// Names the cells: `axis=value`, joined by commas.
    private static func named(_ cells: [JSONObject]) -> [MatrixCell] {
        let names = cells.map { values in values.map { $0.key + "=" + text($0.value) }.joined(separator: ",") }
        var counts: [String: Int] = [:]
        for name in names { counts[name, default: 0] += 1 }
        return zip(cells, names).map { values, name in
            // The values `1` and `"1"` give the same name, so both cells get their JSON as name.
            let unique = counts[name] == 1 ? name : JSONValue.object(values).canonicalText
            return MatrixCell(values: values, name: shortened(unique, values: values))
        }
    }

    private static func text(_ value: JSONValue) -> String { value.string ?? value.canonicalText }

    private static func shortened(_ name: String, values: JSONObject) -> String {
        guard name.utf8.count > nameBytesMax else { return name }
        var head = ""
        for scalar in name.unicodeScalars {
            guard head.utf8.count + 4 <= nameBytesMax - 12 else { break }
            head.unicodeScalars.append(scalar)
        }
        return head + "..." + ContentDigest.of(.object(values)).short
    }
}

extension JSONObject {
    /// Whether `other` has every member of this object, with equal values.
    fileprivate func isPart(of other: JSONObject) -> Bool {
        allSatisfy { other[$0.key] == $0.value }
    }
}
