package import ReeveJSON

/// Why a batch definition cannot become runs. Each is a mistake in the definition or in its files.
package struct SchedulerError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// Two items have the same name.
        case duplicateItem(String)
        /// A need or a `fromItem` names an item that does not exist.
        case unknownItem(String)
        /// Items need each other. The path begins and ends with the same item.
        case cycle([String])
        /// The text of an axis file was not given.
        case axisFileMissing(String)
        /// An axis has no values, or `exclude` has removed every cell.
        case noCells
        /// More runs than a batch may have.
        case tooManyRuns(limit: Int)
        /// More dependencies between runs than a batch may have.
        case tooManyNeeds(limit: Int)
        /// `fromMatrix` names a value that a cell does not have.
        case unboundAxis(String, cell: String)
        /// A `fromItem` names an item that may not have ended when its own item starts.
        case notNeeded(String)
        /// A mapping looks like a binding and is none.
        case malformedBinding
    }

    package let code: Code
    /// A pointer into the spec of the batch.
    package let pointer: JSONPointer

    package init(_ code: Code, at pointer: JSONPointer) {
        self.code = code
        self.pointer = pointer
    }

    /// False: the same definition would fail again.
    package var isRetryable: Bool { false }
}

extension SchedulerError {
    /// The code of the diagnostic. It is stable.
    package var diagnosticCode: String {
        switch code {
        case .duplicateItem: "batch.duplicate-item"
        case .unknownItem: "batch.unknown-item"
        case .cycle: "batch.cycle"
        case .axisFileMissing: "batch.missing-file"
        case .noCells: "batch.no-cells"
        case .tooManyRuns: "batch.too-many-runs"
        case .tooManyNeeds: "batch.too-many-needs"
        case .unboundAxis: "input.invalid"
        case .notNeeded: "batch.not-needed"
        case .malformedBinding: "batch.malformed-binding"
        }
    }
}

extension SchedulerError: CustomStringConvertible {
    package var description: String {
        switch code {
        case .duplicateItem(let name): "two items are named '\(name)'"
        case .unknownItem(let name): "'\(name)' is not an item of the batch"
        case .cycle(let path): "items need each other: " + path.map { "'\($0)'" }.joined(separator: " needs ")
        case .axisFileMissing(let path): "the matrix file '\(path)' could not be read"
        case .noCells: "the matrix has no cells"
        case .tooManyRuns(let limit): "the batch would have more than \(limit) runs"
        case .tooManyNeeds(let limit): "the batch would have more than \(limit) dependencies between runs"
        case .unboundAxis(let name, let cell):
            "the matrix has no value '\(name)'" + (cell.isEmpty ? "" : " in '\(cell)'")
        case .notNeeded(let name): "a value is taken from '\(name)', which the item does not need"
        case .malformedBinding: "a binding is one key 'fromMatrix', or 'fromItem' with 'path'"
        }
    }
}
