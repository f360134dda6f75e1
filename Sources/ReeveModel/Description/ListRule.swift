/// How the elements of a list belong together.
package struct ListRule: Sendable {
    /// The field by which elements of a list of maps are matched in diffs and overlays; unique in the list.
    package let key: String?
    package let minimumCount: Int
    package let maximumCount: Int
    /// Whether order means nothing and doubles are an error; normal form keeps the order written.
    package let isUnique: Bool

    package init(key: String? = nil, minimumCount: Int = 0, maximumCount: Int = 10_000, isUnique: Bool = false) {
        self.key = key
        self.minimumCount = minimumCount
        self.maximumCount = maximumCount
        self.isUnique = isUnique
    }
}
