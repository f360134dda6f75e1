package import ReeveJSON

/// The results of ended runs of a batch, as `fromItem` reads them.
package struct ItemValues: Sendable {
    package struct Result: Sendable {
        package let cell: String
        /// The result document; nil where the run left none.
        package let document: JSONValue?

        package init(cell: String, document: JSONValue?) {
            self.cell = cell
            self.document = document
        }
    }

    /// By item, in the order of cells.
    private let results: [String: [Result]]
    /// Items whose definition says `once`, or that have no matrix: their value is not a list.
    private let single: Set<String>

    package init(results: [String: [Result]], single: Set<String>) {
        self.results = results
        self.single = single
    }

    /// The value for a run in `cell`; a `once` run (`takesAllCells`) gets the list of all cells' values.
    ///
    /// Nil where a run has no value there; for a list, where any of its runs has none.
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
