internal import ReevePattern

struct CombinationKeywords: Sendable {
    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var not: Int?
    var condition: Int?
    var consequence: Int?
    var alternative: Int?
    var reference: Int?
    var dynamicReference: DynamicReference?
}
