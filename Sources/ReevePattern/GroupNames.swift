/// The capturing groups of a pattern, known before translation because references may come first.
struct GroupNames {
    private(set) var count = 0
    private(set) var numbers: [String: Int] = [:]

    init(scanning scalars: [Unicode.Scalar]) throws(PatternError) {
        var index = 0
        var isInClass = false
        while index < scalars.count {
            switch scalars[index] {
            case "\\": index += 1
            case "[": isInClass = true
            case "]": isInClass = false
            case "(" where !isInClass:
                guard index + 1 < scalars.count, scalars[index + 1] == "?" else {
                    count += 1
                    break
                }
                guard index + 3 < scalars.count, scalars[index + 2] == "<", scalars[index + 3] != "=",
                    scalars[index + 3] != "!"
                else { break }
                count += 1
                let name = try GroupNames.name(in: scalars, from: index + 3)
                guard numbers.updateValue(count, forKey: name) == nil else {
                    throw PatternError(.duplicateGroupName, at: index, detail: name)
                }
                index += 3 + name.unicodeScalars.count
            default: break
            }
            index += 1
        }
    }

    /// The name between `<` and `>`; `start` is the place of its first character.
    static func name(in scalars: [Unicode.Scalar], from start: Int) throws(PatternError) -> String {
        var name = ""
        var index = start
        while index < scalars.count, scalars[index] != ">" {
            let scalar = scalars[index]
            let isStart = scalar == "$" || scalar == "_" || scalar.properties.isIDStart
            let isPart = isStart || scalar.properties.isIDContinue || scalar == "\u{200C}" || scalar == "\u{200D}"
            guard index == start ? isStart : isPart else { throw PatternError(.invalidGroup, at: index) }
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard index < scalars.count, !name.isEmpty else { throw PatternError(.invalidGroup, at: start) }
        return name
    }
}
