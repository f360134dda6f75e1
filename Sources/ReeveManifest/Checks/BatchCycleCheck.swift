import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Items that wait for one another in a circle would wait for ever.
struct BatchCycleCheck: DocumentCheck {
    static let code: DiagnosticCode = "batch.cycle"

    func check(_ context: CheckContext) -> [Diagnostic] {
        let items = context.spec["items"]?.array ?? []
        var positions: [String: Int] = [:]
        for (index, item) in items.enumerated() { positions[item["name"]?.string ?? ""] = index }
        let needs = items.enumerated().map { index, item in
            (item["needs"]?.array ?? []).compactMap { $0["item"]?.string.flatMap { positions[$0] } }.filter {
                $0 != index
            }
        }
        guard let cycle = Self.cycle(in: needs) else { return [] }
        let names = (cycle + [cycle[0]]).map { items[$0]["name"]?.string ?? "" }
        return [
            Diagnostic(
                Self.code,
                "the items of \(context.subject) need one another in a circle: " + names.joined(separator: " needs "),
                at: context.range("items", String(cycle[0]), "needs"))
        ]
    }

    /// The first cycle, each item needing the next; nil where there is none.
    static func cycle(in needs: [[Int]]) -> [Int]? {
        enum Mark { case unseen, open, closed }
        var marks = [Mark](repeating: .unseen, count: needs.count)
        for root in needs.indices where marks[root] == .unseen {
            var trail: [(item: Int, next: Int)] = [(root, 0)]
            marks[root] = .open
            while let (item, next) = trail.last {
                guard next < needs[item].count else {
                    marks[item] = .closed
                    trail.removeLast()
                    continue
                }
                trail[trail.count - 1].next += 1
                let need = needs[item][next]
                switch marks[need] {
                case .open: return trail.drop { $0.item != need }.map(\.item)
                case .unseen:
                    marks[need] = .open
                    trail.append((need, 0))
                case .closed: break
                }
            }
        }
        return nil
    }
}
