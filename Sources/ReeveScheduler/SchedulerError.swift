package import ReeveJSON

/// Why a batch definition cannot become runs; all of them are mistakes in the definition or its files.
package struct SchedulerError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// Two items have the same name.
        case duplicateItem(String)
        /// A need or a `fromItem` names an item that is not there.
        case unknownItem(String)
        /// Items need each other; the path starts and ends with the same one.
        case cycle([String])
        /// The text of an axis file was not given.
        case axisFileMissing(String)
        /// An axis has no values, or `exclude` took every cell away.
        case noCells
        /// More runs than a batch may have.
        case tooManyRuns(limit: Int)
        /// More dependencies between runs than a batch may have.
        case tooManyNeeds(limit: Int)
        /// `fromMatrix` names a value that a cell does not have.
        case unboundAxis(String, cell: String)
        /// A `fromItem` takes from an item that has not certainly ended before.
        case notNeeded(String)
        /// A mapping that looks like a binding and is none.
        case malformedBinding
    }

    package let code: Code
    /// Into the batch's spec.
    package let pointer: JSONPointer

    package init(_ code: Code, at pointer: JSONPointer) {
        self.code = code
        self.pointer = pointer
    }

    /// The same definition fails again.
    package var isRetryable: Bool { false }
}

extension SchedulerError {
    /// The stable name of the diagnostic.
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
