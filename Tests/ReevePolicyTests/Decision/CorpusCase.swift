import ReeveJSON
import ReeveModel
import ReevePolicy
import TestSupport

/// One case of `Tests/Corpus/policy`; its README describes the format.
struct CorpusCase {
    struct Malformed: Error { let what: String }

    let name: String
    let policies: [PolicyDocument]
    let request: PolicyRequest
    let expect: JSONValue

    init(_ value: JSONValue) throws {
        guard let name = value["name"]?.string, let expect = value["expect"] else { throw Malformed(what: "case") }
        self.name = name
        self.expect = expect
        policies = try (value["policies"]?.array ?? []).map { policy in
            guard let key = policy["path"]?.string.flatMap({ ObjectKey(path: $0) }) else {
                throw Malformed(what: "path in \(name)")
            }
            return PolicyDocument(
                key: key, isActive: policy["active"]?.bool ?? true, spec: policy["spec"] ?? .null,
                source: .init(file: key.name + ".yaml", line: 1))
        }
        request = try CorpusCase.request(value["request"] ?? [:])
    }

    /// The texts of a member of `expect`, sorted; nil where it is absent.
    func expected(_ field: String) -> [String]? { expect[field]?.array?.compactMap(\.string).sorted() }

    static let zones: TimeZoneLookup = { try? TimeZoneDatabase().rules(named: $0) }

    static func request(_ value: JSONValue) throws -> PolicyRequest {
        let target = value["target"]?.string ?? "tool:git/git_log"
        let action = value["action"]?.string ?? "tool.invoke"
        guard let target = PolicyTarget(target), let action = PolicyAction(rawValue: action),
            let time = Timestamp(value["time"]?.string ?? "2026-11-23T22:40:00Z")
        else { throw Malformed(what: "request") }
        let environment = value["environment"] ?? ["name": "prod", "type": "prod"]
        var request = PolicyRequest(
            organization: value["organization"]?.string ?? "acme",
            environment: EnvironmentFacts(
                name: environment["name"]?.string ?? "prod",
                stage: environment["type"]?.string.flatMap { .init(rawValue: $0) } ?? .dev,
                timeZone: environment["timeZone"]?.string.flatMap { zones($0) }),
            action: action, target: target, time: time)
        let agent = value["agent"] ?? ["name": "triage"]
        if let name = agent["name"]?.string {
            request.agent = AgentFacts(
                name: name, slug: agent["slug"]?.string, labels: labels(agent["labels"]), tags: texts(agent["tags"]),
                roles: texts(agent["roles"]), teams: texts(agent["teams"]))
        }
        request.subject = SubjectFacts(
            user: value["subject"]?["user"]?.string, serviceAccount: value["subject"]?["serviceAccount"]?.string,
            membershipRoles: texts(value["subject"]?["membershipRoles"]))
        request.tool.risk = value["tool"]?["risk"]?.string.flatMap { .init(rawValue: $0) }
        if let traits = value["tool"]?["traits"] {
            request.tool.traits = Set(texts(traits).compactMap { ToolTrait(rawValue: $0) })
        }
        request.arguments = value["arguments"]
        request.origin = value["origin"]?.string.flatMap { .init(rawValue: $0) }
        request.contentType = value["contentType"]?.string
        request.sizeBytes = value["sizeBytes"]?.int.map { Int64($0) }
        request.depth = value["depth"]?.int
        request.budgetLeftMicros = value["budgetLeftMicros"]?.int.map { Int64($0) }
        request.timeToLive = value["timeToLiveSeconds"]?.int.map { .seconds($0) }
        request.isTainted = value["isTainted"]?.bool
        request.callsInRun = value["callsInRun"]?.int
        return request
    }

    private static func texts(_ value: JSONValue?) -> Set<String> { Set((value?.array ?? []).compactMap(\.string)) }

    private static func labels(_ value: JSONValue?) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: (value?.object ?? JSONObject()).compactMap { member in
                member.value.string.map { (member.key, $0) }
            })
    }

    static let folder = TestFolder.package() + "/Tests/Corpus/policy"

    static let files = ["arguments", "bindings", "conditions", "decision", "errors", "targets"]

    static func cases(in file: String) throws -> [CorpusCase] {
        let root = try JSONParser.parse(TestFolder.read("\(folder)/\(file).json"))
        return try (root["cases"]?.array ?? []).map { try CorpusCase($0) }
    }
}
