extension Glob {
    /// Whether some text matches both globs. Exact.
    ///
    /// Walks the pairs of states that one text can reach in both automata: at most the product of
    /// the two lengths.
    package func intersects(_ other: Glob) -> Bool {
        if isLiteral { return other.matches(literalPrefix) }
        if other.isLiteral { return matches(other.literalPrefix) }
        // What a glob matches begins with its literal prefix, so most pairs are settled without a walk.
        if zip(literalPrefix.utf8, other.literalPrefix.utf8).contains(where: { $0 != $1 }) { return false }
        let width = other.elements.count + 1
        var isSeen = [Bool](repeating: false, count: (elements.count + 1) * width)
        var pending: [Int] = [0]
        isSeen[0] = true
        func visit(_ left: Int, _ right: Int) {
            let pair = left * width + right
            guard !isSeen[pair] else { return }
            isSeen[pair] = true
            pending.append(pair)
        }
        while let pair = pending.popLast() {
            let left = pair / width
            let right = pair % width
            if left == elements.count, right == other.elements.count { return true }
            let leftStep = left < elements.count ? Step(elements[left]) : nil
            let rightStep = right < other.elements.count ? Step(other.elements[right]) : nil
            if leftStep?.repeats == true { visit(left + 1, right) }
            if rightStep?.repeats == true { visit(left, right + 1) }
            guard let leftStep, let rightStep, leftStep.set.intersects(rightStep.set) else { continue }
            visit(leftStep.repeats ? left : left + 1, rightStep.repeats ? right : right + 1)
        }
        return false
    }

    /// An element as the scalars that it reads.
    private struct Step {
        let set: ScalarSet
        let repeats: Bool

        init(_ element: Element) {
            switch element {
            case .literal(let scalar):
                set = ScalarSet([scalar.value...scalar.value])
                repeats = false
            case .oneOf(let set):
                self.set = set
                repeats = false
            case .anyNumberOf(let set):
                self.set = set
                repeats = true
            }
        }
    }
}
