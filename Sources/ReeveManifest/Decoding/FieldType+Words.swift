import ReeveModel

extension FieldType {
    /// What is expected, for messages.
    var words: String {
        switch self {
        case .text(let format): format.words
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .duration: "a duration such as 30s"
        case .size: "a size such as 64KiB"
        case .money: "an amount such as 0.50 EUR"
        case .instant: "an instant such as 2026-11-23T22:30:00Z"
        case .choice(let choices): "one of " + choices.map(\.value).joined(separator: ", ")
        case .reference(let kind): "the name of \(kind.first.map { "AEIOU".contains($0) } == true ? "an" : "a") \(kind)"
        case .toolAddress: "a tool address such as git-ro/git_log"
        case .secretReference: "a secret reference such as env:NAME"
        case .secretOrText: "text, or a secret reference"
        case .list, .oneOrMany: "a list"
        case .map, .object: "a mapping"
        case .countOrShare: "a count, or a share such as 10%"
        case .json: "any value"
        case .number: "a number"
        case .jsonSchema: "a JSON Schema"
        case .byForm: "a value of another form"
        case .shorthand: "a name or a mapping"
        }
    }
}
