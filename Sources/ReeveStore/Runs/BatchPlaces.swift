package import ReeveJSON

/// The places of a batch's items and their expectations in a file, for people who read the report.
///
/// The places are in ``BatchRecord/attributes`` under ``member``. A batch that came from no file has none.
package struct BatchPlaces: Sendable, Hashable {
    /// The name of the member in the attributes.
    package static let member = "places"

    package let file: String
    /// The lines of each item, by its name: first the line of the item, then the lines of its expectations.
    package private(set) var lines: [String: [Int]]

    package init(file: String, lines: [String: [Int]] = [:]) {
        self.file = file
        self.lines = lines
    }

    /// The places in the attributes of a batch; nil where there are none.
    package init?(attributes: JSONValue) {
        guard let value = attributes[BatchPlaces.member], let file = value["file"]?.string else { return nil }
        self.init(file: file)
        for member in value["lines"]?.object ?? [:] { lines[member.key] = member.value.array?.compactMap(\.int) }
    }

    package var json: JSONValue {
        let members = lines.map { JSONObject.Member(key: $0.key, value: .array($0.value.map { JSONValue($0) })) }
        return ["file": .string(file), "lines": .object(JSONObject(members))]
    }

    /// For example `jobs/night.yaml:12`; nil for an item that is not in the file.
    package func place(ofItem item: String) -> String? { lines[item]?.first.map { "\(file):\($0)" } }

    /// The place of an expectation, counted from 0. Where that is not known, the place of the item.
    package func place(ofExpectation index: Int, of item: String) -> String? {
        guard let known = lines[item], known.indices.contains(index + 1) else { return place(ofItem: item) }
        return "\(file):\(known[index + 1])"
    }
}
