package import ReeveJSON

/// The results of the ended runs of a batch, in the form in which `fromItem` reads them.
package struct ItemValues: Sendable {
    package struct Result: Sendable {
        package let cell: String
        /// The result document; nil where the run has none.
        package let document: JSONValue?

        package init(cell: String, document: JSONValue?) {
            self.cell = cell
            self.document = document
        }
    }

    /// The results of each item, in the order of cells.
    private let results: [String: [Result]]
    /// Items with `once`, and items without a matrix. Their value is not a list.
    private let single: Set<String>

    package init(results: [String: [Result]], single: Set<String>) {
        self.results = results
        self.single = single
    }

    /// The value for a run in `cell`. A `once` run (`takesAllCells`) gets the list of the values of all cells.
    ///
    /// Nil where the run has no value at that path; for a list, where one of its runs has none.
    package func value(
        of reference: InputBinding.ItemReference, cell: String, takesAllCells: Bool
    ) -> JSONValue? {
        guard let found = results[reference.item] else { return nil }
        if single.contains(reference.item) {
            return found.first?.document.flatMap(reference.path.resolve(in:))
        }
        guard takesAllCells else {
            return found.first { $0.cell == cell }?.document.flatMap(reference.path.resolve(in:))
        }
        var values: [JSONValue] = []
        for result in found {
            guard let value = result.document.flatMap(reference.path.resolve(in:)) else { return nil }
            values.append(value)
        }
        return .array(values)
    }
}
