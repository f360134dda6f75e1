internal import ReeveJSON
internal import ReevePattern

struct ArrayKeywords: Sendable {
    var minItems: Int?
    var maxItems: Int?
    var isUnique = false
    var prefix: [Int] = []
    var prefixKeyword = "prefixItems"
    var rest: Int?
    var restKeyword = "items"
    var contains: Int?
    var minContains = 1
    var maxContains: Int?
    /// Since 2020-12 an item that `contains` matched counts as evaluated.
    var containsEvaluates = false
}
