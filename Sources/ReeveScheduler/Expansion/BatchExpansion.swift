package import ReeveJSON
package import ReeveModel

/// The runs that a batch definition stands for, in a fixed order: item by item, cell by cell.
///
/// The same definition and files give the same runs, needs and digest. An item runs once for each
/// cell of the matrix; with `once: true` it runs once, and its needs and `fromItem` mean all cells.
/// Items of one matrix are paired cell by cell.
package struct BatchExpansion: Sendable {
    /// A run that must have ended before another starts.
    package struct Need: Sendable, Hashable {
        /// The position in ``BatchExpansion/runs``.
        package let run: Int
        package let condition: BatchSpec.NeedCondition
    }

    package struct Run: Sendable {
        /// The position in ``BatchExpansion/items``.
        package let item: Int
        /// Empty for `once` items and where there is no matrix.
        package let cell: String
        /// `fromMatrix` is bound, `fromItem` is not.
        package let input: JSONValue
        package let needs: [Need]
        /// Whether `input` has values that are bound when the run starts.
        package let takesFromItems: Bool
    }

    package static let runsMax = 100_000
    package static let needsMax = 1_000_000

    package let items: [BatchSpec.Item]
    package let cells: [MatrixCell]
    package let runs: [Run]
    /// Of the spec and the values that the matrix took from files.
    package let digest: ContentDigest

    /// The first run of each item; the runs of an item follow one another.
    private let firstRuns: [Int]

    /// - Parameters:
    ///   - definition: the value that `spec` was read from; only its digest counts.
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
                        item: index, cell: cell.name,
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

    /// What an item's runs take, with its bindings, and where the definition has it.
    private static func input(of item: BatchSpec.Item, at index: Int) -> (JSONValue, JSONPointer) {
        switch item.work {
        case .toolRun(let toolRun):
            (toolRun.input, JSONPointer(tokens: ["items", String(index), "toolRun", "input"]))
        }
    }

    /// The runs of `item` that a run of `other` in `cell` is paired with.
    private static func range(
        of item: Int, for other: BatchSpec.Item, cell: Int, items: [BatchSpec.Item], cells: Int, firstRuns: [Int]
    ) -> Range<Int> {
        let first = firstRuns[item]
        if items[item].isOnce { return first..<first + 1 }
        return other.isOnce ? first..<first + cells : first + cell..<first + cell + 1
    }
}
