package import ReeveJSON
package import ReeveModel

/// The runs that a batch definition stands for, in a fixed order: item by item, and cell by cell within an item.
///
/// The same definition and files give the same runs, needs and digest. An item runs once for each cell of the matrix.
/// An item with `once: true` runs once, and its needs and `fromItem` values concern all cells. Any other item is paired
/// cell by cell with the items that it needs.
package struct BatchExpansion: Sendable {
    /// A run that must have ended before another one starts.
    package struct Need: Sendable, Hashable {
        /// The position of the run in ``BatchExpansion/runs``.
        package let run: Int
        package let condition: BatchSpec.NeedCondition
    }

    package struct Run: Sendable {
        /// The position of the item in ``BatchExpansion/items``.
        package let item: Int
        /// The position of the cell in ``BatchExpansion/cells``; 0 for `once` items.
        package let place: Int
        /// The name of the cell; empty for `once` items and without a matrix.
        package let cell: String
        /// The input, of a task the values of its variables, with the `fromMatrix` values in it. `fromItem` is not replaced yet.
        package let input: JSONValue
        package let needs: [Need]
        /// Whether `input` has values that are filled in when the run starts.
        package let takesFromItems: Bool
    }

    package static let runsMax = 100_000
    package static let needsMax = 1_000_000

    package let items: [BatchSpec.Item]
    package let cells: [MatrixCell]
    package let runs: [Run]
    /// The digest of the spec and of the values that the matrix took from files.
    package let digest: ContentDigest

    /// The position of the first run of each item. The other runs of the item follow it.
    private let firstRuns: [Int]

    /// - Parameters:
    ///   - definition: the value that `spec` was read from. It is used for the digest only.
    ///   - files: the texts of axis files, by path.
    package init(
        _ spec: BatchSpec, definition: JSONValue, files: [String: String] = [:], runsMax: Int = BatchExpansion.runsMax
    ) throws(SchedulerError) {
        let graph = try DependencyGraph(spec.items)
        let cells = try MatrixCell.cells(of: spec, files: files, limit: runsMax)
        var firstRuns: [Int] = []
        var count = 0
        for item in spec.items {
            firstRuns.append(count)
            count += item.isOnce ? 1 : cells.count
            guard count <= runsMax else {
                throw SchedulerError(.tooManyRuns(limit: runsMax), at: JSONPointer(tokens: ["items"]))
            }
        }
        var runs: [Run] = []
        runs.reserveCapacity(count)
        var needCount = 0
        for (index, item) in spec.items.enumerated() {
            let (input, pointer) = BatchExpansion.input(of: item, at: index)
            let references = InputBinding.itemReferences(in: input)
            for reference in references {
                guard let target = graph.positions[reference.item] else {
                    throw SchedulerError(.unknownItem(reference.item), at: pointer)
                }
                guard graph.isAfter(index, target) else {
                    throw SchedulerError(.notNeeded(reference.item), at: pointer)
                }
            }
            for cellIndex in item.isOnce ? 0..<1 : cells.indices {
                let cell = item.isOnce ? MatrixCell.only : cells[cellIndex]
                var needs: [Need] = []
                for need in item.needs {
                    guard let target = graph.positions[need.item] else { continue }
                    let range = BatchExpansion.range(
                        of: target, for: item, cell: cellIndex, items: spec.items, cells: cells.count,
                        firstRuns: firstRuns)
                    needs += range.map { Need(run: $0, condition: need.condition) }
                }
                needCount += needs.count
                guard needCount <= BatchExpansion.needsMax else {
                    throw SchedulerError(
                        .tooManyNeeds(limit: BatchExpansion.needsMax),
                        at: JSONPointer(tokens: ["items", String(index), "needs"]))
                }
                runs.append(
                    Run(
                        item: index, place: cellIndex, cell: cell.name,
                        input: try InputBinding.bindMatrix(input, cell: cell, at: pointer), needs: needs,
                        takesFromItems: !references.isEmpty))
            }
        }
        items = spec.items
        self.cells = cells
        self.runs = runs
        self.firstRuns = firstRuns
        digest = ContentDigest.of([
            "cells": .array(cells.map { .object($0.values) }), "spec": definition,
        ])
    }

    /// The input of an item's runs, of a task the values of its variables, with its bindings, and its place in the definition.
    private static func input(of item: BatchSpec.Item, at index: Int) -> (JSONValue, JSONPointer) {
        switch item.work {
        case .toolRun(let toolRun):
            (toolRun.input, JSONPointer(tokens: ["items", String(index), "toolRun", "input"]))
        case .task(let task):
            (.object(task.variables), JSONPointer(tokens: ["items", String(index), "task", "variables"]))
        }
    }

    /// The positions of the runs of `item` that are paired with a run of `other` in `cell`.
    private static func range(
        of item: Int, for other: BatchSpec.Item, cell: Int, items: [BatchSpec.Item], cells: Int, firstRuns: [Int]
    ) -> Range<Int> {
        let first = firstRuns[item]
        if items[item].isOnce { return first..<first + 1 }
        return other.isOnce ? first..<first + cells : first + cell..<first + cell + 1
    }
}
