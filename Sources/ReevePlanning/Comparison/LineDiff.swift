/// The difference of two texts, line by line.
package struct LineDiff: Sendable, Hashable {
    package enum Line: Sendable, Hashable {
        case same(String)
        case removed(String)
        case added(String)
    }

    package let lines: [Line]

    package init(_ before: String, _ after: String) {
        self.init(LineDiff.split(before), LineDiff.split(after))
    }

    init(_ before: [Substring], _ after: [Substring]) {
        var start = 0
        while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
        var tail = 0
        while tail < min(before.count, after.count) - start,
            before[before.count - 1 - tail] == after[after.count - 1 - tail]
        {
            tail += 1
        }
        let old = before[start..<(before.count - tail)]
        let new = after[start..<(after.count - tail)]
        var out: [Line] = before[..<start].map { .same(String($0)) }
        LineDiff.append(Array(old), Array(new), to: &out)
        out += before[(before.count - tail)...].map { .same(String($0)) }
        lines = out
    }

    /// The search takes time in the product of both lengths. Above this product, the middle is replaced as a whole.
    private static let productMax = 4_000_000

    private static func append(_ old: [Substring], _ new: [Substring], to out: inout [Line]) {
        guard old.count * new.count <= productMax else {
            out += old.map { .removed(String($0)) }
            out += new.map { .added(String($0)) }
            return
        }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var left = 0
        var right = 0
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                out.append(.removed(String(old[left])))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                out.append(.added(String(new[right])))
                right += 1
            } else {
                out.append(.same(String(old[left])))
                left += 1
                right += 1
            }
        }
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Unified hunks with `context` lines around each change. Each hunk begins with a line such as `@@ -1,3 +1,4 @@`.
    package func unified(context: Int = 3) -> [String] {
        var out: [String] = []
        let changed = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
        var index = 0
        while index < changed.count {
            let first = max(0, changed[index] - context)
            var last = changed[index]
            while index + 1 < changed.count, changed[index + 1] - last <= 2 * context {
                index += 1
                last = changed[index]
            }
            index += 1
            append(hunk: first..<min(lines.count, last + context + 1), to: &out)
        }
        return out
    }

    private func append(hunk range: Range<Int>, to out: inout [String]) {
        let before = lines[..<range.lowerBound]
        let body = lines[range]
        func count(_ part: ArraySlice<Line>, _ isCounted: (Line) -> Bool) -> Int { part.count(where: isCounted) }
        let inOld: (Line) -> Bool = { if case .added = $0 { false } else { true } }
        let inNew: (Line) -> Bool = { if case .removed = $0 { false } else { true } }
        let oldCount = count(body, inOld)
        let newCount = count(body, inNew)
        // For an empty side, diff(1) names the line before it, so this does too.
        let oldStart = count(before, inOld) + (oldCount == 0 ? 0 : 1)
        let newStart = count(before, inNew) + (newCount == 0 ? 0 : 1)
        out.append("@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@")
        for line in body {
            switch line {
            case .same(let text): out.append(" " + text)
            case .removed(let text): out.append("-" + text)
            case .added(let text): out.append("+" + text)
            }
        }
    }
}
