internal import ReevePattern

/// What several globs over targets have in common.
struct AccessTarget: Sendable, Hashable {
    /// None of them covers another.
    let globs: [Glob]

    init(_ glob: Glob) { globs = [glob] }

    private init(globs: [Glob]) { self.globs = globs }

    /// The part that `glob` matches too; nil where there is none.
    ///
    /// Globs are compared in pairs. Three globs may meet in pairs and have no text in common, so a grant may be listed
    /// that nothing can use; none is left out.
    func narrowed(to glob: Glob) -> AccessTarget? {
        guard globs.allSatisfy({ $0.intersects(glob) }) else { return nil }
        if globs.contains(where: { GlobCoverage.covers(glob, $0) }) { return self }
        return AccessTarget(globs: globs.filter { !GlobCoverage.covers($0, glob) } + [glob])
    }

    func isSurelyCovered(by glob: Glob) -> Bool { globs.contains { GlobCoverage.covers(glob, $0) } }

    /// Whether everything in `self` surely lies in `other`.
    func isSurelyCovered(by other: AccessTarget) -> Bool { other.globs.allSatisfy { isSurelyCovered(by: $0) } }

    func meets(_ glob: Glob) -> Bool { globs.allSatisfy { $0.intersects(glob) } }
    func meets(_ other: AccessTarget) -> Bool { other.globs.allSatisfy(meets) }

    /// What every text in the target begins with, up to the first `/`, or a whole literal without one; nil where no glob
    /// tells. Two targets with different fronts have nothing in common.
    var front: String? {
        for glob in globs {
            let prefix = glob.literalPrefix
            if let slash = prefix.utf8.firstIndex(of: UInt8(ascii: "/")) { return String(prefix[...slash]) }
            if glob.isLiteral { return prefix }
        }
        return nil
    }

    /// The one target, where the globs name exactly one.
    var only: PolicyTarget? { globs.first { $0.isLiteral }.flatMap { PolicyTarget($0.literalPrefix) } }

    /// Without the type, for people.
    var text: String {
        globs.map { String($0.source.drop { $0 != ":" }.dropFirst()) }.sorted().joined(separator: " and ")
    }
}
