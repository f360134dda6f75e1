package import ReeveJSON

/// Where the items of a batch and their expectations are written, for people who read its report.
///
/// Kept in ``BatchRecord/attributes`` under ``member``; a batch that came from no file has none.
package struct BatchPlaces: Sendable, Hashable {
    /// The name of the member.
    package static let member = "places"

    package let file: String
    /// By item: the line of the item, then the lines of its expectations.
    package private(set) var lines: [String: [Int]]

    package init(file: String, lines: [String: [Int]] = [:]) {
        self.file = file
        self.lines = lines
    }

    /// The places that a batch's attributes hold.
    package init?(attributes: JSONValue) {
        guard let value = attributes[BatchPlaces.member], let file = value["file"]?.string else { return nil }
        self.init(file: file)
        for member in value["lines"]?.object ?? [:] { lines[member.key] = member.value.array?.compactMap(\.int) }
    }

    package var json: JSONValue {
        let members = lines.map { JSONObject.Member(key: $0.key, value: .array($0.value.map { JSONValue($0) })) }
        return ["file": .string(file), "lines": .object(JSONObject(members))]
    }

    /// `jobs/night.yaml:12`; nil for an item that is not in the file.
    package func place(ofItem item: String) -> String? { lines[item]?.first.map { "\(file):\($0)" } }

    /// The place of an expectation, counted from 0; the place of the item where the expectation's is not known.
    package func place(ofExpectation index: Int, of item: String) -> String? {
        guard let known = lines[item], known.indices.contains(index + 1) else { return place(ofItem: item) }
        return "\(file):\(known[index + 1])"
    }
}
