import ReeveJSON

/// The members of an entry that stores keep in columns of their own, to find entries by.
///
/// Nothing of a listing is proven by such a column unless it is compared with the entry, which is what the hash covers.
package enum EntryColumns {
    private static let members: [StaticString] = [
        "id", "event_type", "organization", "environment", "subject", "action", "target", "decision", "run_id",
        "context", "rule_ids", "time",
    ]

    /// The name of the first column that does not hold what the entry says; nil where all do.
    ///
    /// - Parameters:
    ///   - time: the column `ts`.
    ///   - isEqual: whether the column has these bytes; nil stands for none. Columns are numbered in the order `id`,
    ///     `event_type`, `organization`, `environment`, `subject`, `action`, `target`, `decision`, `run_id`, `context`,
    ///     `rule_id`.
    package static func difference(
        _ entry: UnsafeBufferPointer<UInt8>, time: Timestamp,
        isEqual: (Int, UnsafeBufferPointer<UInt8>?) -> Bool
    ) -> String? {
        var found: [Range<Int>?] = Array(repeating: nil, count: members.count)
        let isObject = RawMembers.scan(entry) { key, value in
            guard let place = members.firstIndex(where: { RawMembers.equals(entry, key, $0) }) else { return }
            found[place] = value
        }
        guard isObject else { return "body" }
        for (place, value) in found.enumerated() {
            guard !isSame(entry, value, place, time, isEqual) else { continue }
            switch place {
            case 10: return "rule_id"
            case 11: return "ts"
            default: return members[place].description
            }
        }
        return nil
    }

    private static func isSame(
        _ entry: UnsafeBufferPointer<UInt8>, _ value: Range<Int>?, _ place: Int, _ time: Timestamp,
        _ isEqual: (Int, UnsafeBufferPointer<UInt8>?) -> Bool
    ) -> Bool {
        guard let value else { return place == 11 ? false : isEqual(place, nil) }
        let bytes = UnsafeBufferPointer(rebasing: entry[value])
        switch place {
        case 9: return isEqual(place, bytes)
        case 10:
            guard case .success(.array(let rules)) = JSONParser.parse(bytes) else { return false }
            return Self.isEqual(place, rules.compactMap(\.string).joined(separator: ","), isEqual)
        case 11: return text(bytes).flatMap { Timestamp($0) } == time
        default:
            // Nearly all texts have no escape, and stand as they are between the quotes.
            guard !bytes.contains(UInt8(ascii: "\\")) else {
                guard let text = text(bytes) else { return false }
                return Self.isEqual(place, text, isEqual)
            }
            guard bytes.count >= 2, bytes.first == UInt8(ascii: "\"") else { return false }
            return isEqual(place, UnsafeBufferPointer(rebasing: bytes.dropFirst().dropLast()))
        }
    }

    private static func isEqual(
        _ place: Int, _ text: String, _ isEqual: (Int, UnsafeBufferPointer<UInt8>?) -> Bool
    ) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { isEqual(place, $0) }
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard case .success(.string(let text)) = JSONParser.parse(bytes) else { return nil }
        return text
    }
}
