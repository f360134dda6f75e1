package import ReeveJSON
package import ReeveModel
internal import ReeveScheduler

/// The task of one item and cell of a batch definition, with the values that the matrix gives.
package struct TaskItem: Sendable {
    package let item: BatchSpec.Item
    package let task: BatchSpec.Task
    /// The place of the item in the batch.
    package let index: Int
    /// The name of the cell; empty where the item runs once and where there is no matrix.
    package let cell: String
    /// The place of the cell among the item's.
    package let cellIndex: Int
    private let variables: JSONObject

    /// - Parameter definition: The spec of a Batch in normal form.
    /// - Parameter files: The texts of matrix files, by path.
    /// - Parameter cell: The name of the cell; nil for the first.
    package init(
        named name: String, cell: String?, of definition: JSONValue, files: [String: String]
    ) throws(TaskItemError) {
        let expansion: BatchExpansion
        do {
            expansion = try BatchExpansion(try BatchSpec(definition), definition: definition, files: files)
        } catch {
            throw TaskItemError(.unreadable("\(error)"))
        }
        guard let index = expansion.items.firstIndex(where: { $0.name == name }) else {
            throw TaskItemError(.noItem(name), among: expansion.items.map(\.name))
        }
        item = expansion.items[index]
        guard case .task(let task) = item.work else { throw TaskItemError(.noTask(name)) }
        let runs = expansion.runs.filter { $0.item == index }
        let place = cell.map { cell in runs.firstIndex { $0.cell == cell } } ?? runs.indices.first
        guard let place else { throw TaskItemError(.noCell(cell ?? "", item: name), among: runs.map(\.cell)) }
        self.task = task
        self.index = index
        self.cell = runs[place].cell
        cellIndex = place
        variables = runs[place].input.object ?? [:]
    }

    /// The variables, with the given ones over them.
    ///
    /// - Throws: ``TaskItemError`` where one has its value from an item that has not ended.
    package func variables(with given: JSONObject) throws(TaskItemError) -> JSONObject {
        var all = variables
        for member in given { all[member.key] = member.value }
        for member in variables where given[member.key] == nil {
            if let reference = InputBinding.itemReferences(in: member.value).first {
                throw TaskItemError(.late(variable: member.key, from: reference.item))
            }
        }
        return all
    }
}
