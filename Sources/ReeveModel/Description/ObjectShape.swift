import ReeveJSON

/// The fields of a mapping. Fields are kept in canonical key order, so that a decoder that walks them
/// in order writes canonical JSON.
package final class ObjectShape: Sendable {
    /// What the mapping is called in diagnostics, such as `Connection` or `rule`.
    package let name: String
    /// In the order of declaration, for docs and export.
    package let declaredFields: [Field]
    /// In canonical key order.
    package let fields: [Field]
    /// Exactly one of the fields of each group must be there.
    package let exactlyOne: [[String]]
    /// Whether a value below it may have to be masked: a field that is marked sensitive, or one that takes a secret
    /// reference and might hold a literal secret.
    package let mayHoldSecrets: Bool
    private let positions: [String: Int]
    /// The names of ``fields`` as bytes, one after the other, and where each ends.
    private let names: [UInt8]
    private let nameEnds: [Int]

    package init(_ name: String, exactlyOne: [[String]] = [], _ fields: [Field]) {
        self.name = name
        self.exactlyOne = exactlyOne
        declaredFields = fields
        self.fields = fields.sorted { CanonicalOrder.precedes($0.name, $1.name) }
        positions = Dictionary(uniqueKeysWithValues: self.fields.enumerated().map { ($1.name, $0) })
        names = self.fields.flatMap { Array($0.name.utf8) }
        var ends: [Int] = []
        for field in self.fields { ends.append((ends.last ?? 0) + field.name.utf8.count) }
        nameEnds = ends
        mayHoldSecrets = fields.contains(where: \.mayHoldSecrets)
        precondition(positions.count == fields.count, "field names of \(name) are unique")
    }

    /// The place of a field in ``fields``.
    package func position(of name: String) -> Int? { positions[name] }

    /// The place of a field in ``fields``, by the bytes of its name.
    package func position(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        names.withUnsafeBufferPointer { names in
            var start = 0
            for (position, end) in nameEnds.enumerated() {
                let count = end - start
                if count == name.count, count == 0 || names[start] == name[0] {
                    var index = 1
                    while index < count, names[start + index] == name[index] { index += 1 }
                    if index >= count { return position }
                }
                start = end
            }
            return nil
        }
    }

    package func field(_ name: String) -> Field? { positions[name].map { fields[$0] } }

    /// Whether a mapping without a field has all that this shape asks for.
    package var isMetByNothing: Bool {
        exactlyOne.isEmpty
            && fields.allSatisfy { field in
                guard !field.isRequired else { return false }
                guard let condition = field.condition, condition.isRequired else { return true }
                let value = self.field(condition.field)?.defaultValue?.string
                return value.map { !condition.values.contains($0) } ?? true
            }
    }
}
