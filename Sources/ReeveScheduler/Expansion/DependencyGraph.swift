internal import ReeveJSON
package import ReeveModel

/// Which items need which. It was checked that every need exists, and that no item needs itself, directly or through
/// others.
package struct DependencyGraph: Sendable {
    /// The position of an item by its name.
    package let positions: [String: Int]
    /// For each item the items that it needs, by position.
    private let needs: [[Int]]

    package init(_ items: [BatchSpec.Item]) throws(SchedulerError) {
        let root = JSONPointer(tokens: ["items"])
        var positions: [String: Int] = [:]
        for (index, item) in items.enumerated() {
            guard positions.updateValue(index, forKey: item.name) == nil else {
                throw SchedulerError(.duplicateItem(item.name), at: root.appending(index).appending("name"))
            }
        }
        var needs: [[Int]] = []
        for (index, item) in items.enumerated() {
            var targets: [Int] = []
            for (position, need) in item.needs.enumerated() {
                guard let target = positions[need.item] else {
                    throw SchedulerError(
                        .unknownItem(need.item), at: root.appending(index).appending("needs").appending(position))
                }
                targets.append(target)
            }
            needs.append(targets)
        }
        self.positions = positions
        self.needs = needs
        if let cycle = firstCycle() {
            let names = cycle.map { items[$0].name }
            throw SchedulerError(.cycle(names), at: root.appending(cycle[0]).appending("needs"))
        }
    }

    /// Whether `item` cannot start before `other` has ended.
    package func isAfter(_ item: Int, _ other: Int) -> Bool {
        var seen = Set<Int>()
        var open = needs[item]
        while let next = open.popLast() {
            if next == other { return true }
            if seen.insert(next).inserted { open += needs[next] }
        }
        return false
    }

    /// The first cycle, in the order of items. Its first element is repeated at the end.
    private func firstCycle() -> [Int]? {
        enum Mark { case new, open, done }
        var marks = [Mark](repeating: .new, count: needs.count)
        for start in needs.indices where marks[start] == .new {
            // An explicit stack: recursion over a chain of 10,000 items could use up the stack of the thread.
            var path: [(item: Int, next: Int)] = [(start, 0)]
            marks[start] = .open
            while let (item, next) = path.last {
                guard next < needs[item].count else {
                    marks[item] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next = next + 1
                let target = needs[item][next]
                switch marks[target] {
                case .done: break
                case .new:
                    marks[target] = .open
                    path.append((target, 0))
                case .open:
                    let from = path.firstIndex { $0.item == target } ?? 0
                    return path[from...].map(\.item) + [target]
                }
            }
        }
        return nil
    }
}
