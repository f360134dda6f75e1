import ReeveJSON
import ReeveModel
import ReevePolicy

/// The decision in the plainest words, straight from the specs: no index, no compilation, no shared code.
///
/// It knows the conditions `environment`, `risk`, `tainted` and `arguments` with `max` and `equals`.
struct NaiveEvaluator {
    enum Verdict { case yes, no, error }

    let documents: [PolicyDocument]

    func decide(_ request: PolicyRequest) -> (effect: String, deciding: Set<String>, errors: Set<String>) {
        var votes: [(priority: Int, effect: String, rule: String)] = []
        var errors: Set<String> = []
        for document in documents where document.isActive && document.key.organization == request.organization {
            guard document.key.environment ?? request.environment.name == request.environment.name else { continue }
            let priorities = document.spec["bindings"]?.array?.filter { leads($0, to: request) }
                .map { $0["priority"]?.int ?? 100 }
            guard let priority = priorities?.min() else { continue }
            for rule in document.spec["rules"]?.array ?? [] {
                guard glob(rule["action"]?.string ?? "", request.action.rawValue, "."),
                    glob(rule["target"]?.string ?? "", request.target.text, "/")
                else { continue }
                let name = document.key.name + "#" + (rule["id"]?.string ?? "")
                let effect = rule["effect"]?.string ?? ""
                switch holds(rule["conditions"] ?? [:], request) {
                case .no: continue
                case .yes: votes.append((priority, effect, name))
                case .error:
                    errors.insert(name)
                    if effect == "deny" { votes.append((priority, effect, name)) }
                }
            }
        }
        let first = votes.map(\.priority).min()
        let decisive = votes.filter { $0.priority == first }
        let effect = !decisive.isEmpty && decisive.allSatisfy { $0.effect == "allow" } ? "allow" : "deny"
        return (effect, Set(decisive.filter { $0.effect == effect }.map(\.rule)), errors)
    }

    private func leads(_ binding: JSONValue, to request: PolicyRequest) -> Bool {
        guard let id = binding["id"]?.string,
            binding["environment"]?.string ?? request.environment.name == request.environment.name
        else { return false }
        let isServed = [.tool, .resource].contains(request.target.kind)
        switch binding["scope"]?.string {
        case "org": return id == request.organization
        case "env": return id == request.environment.name
        case "agent": return id == request.agent?.name
        case "tool": return request.target.kind == .tool && glob(id, request.target.address, "/")
        case "connection": return isServed && id == request.target.scope
        case "resource_ns": return request.target.kind == .resource && glob(id, request.target.scope ?? "", "/")
        case "team": return request.agent?.teams.contains(id) ?? false
        case "role":
            return (request.agent?.roles ?? []).contains(id)
                || request.subject.membershipRoles.contains { "membership:" + $0 == id }
        case "user":
            let accounts = [request.subject.serviceAccount, request.subject.requestingAccount]
            return request.subject.user == id || accounts.contains { $0.map { "service-account:" + $0 } == id }
                || id == "os:*" && request.subject.user?.hasPrefix("os:") ?? false
        default: return false
        }
    }

    private func holds(_ conditions: JSONValue, _ request: PolicyRequest) -> Verdict {
        var verdicts: [Verdict] = []
        for member in conditions.object ?? JSONObject() {
            switch member.key {
            case "environment": verdicts.append(member.value.string == request.environment.name ? .yes : .no)
            case "risk":
                let order = ["low": 0, "medium": 1, "high": 2]
                let risk = order[request.tool.risk?.rawValue ?? "high"] ?? 2
                verdicts.append(risk <= order[member.value["max"]?.string ?? ""] ?? 0 ? .yes : .no)
            case "tainted": verdicts.append(member.value.bool == request.isTainted ?? true ? .yes : .no)
            default: verdicts += (member.value.object ?? JSONObject()).map { test($0, request.arguments) }
            }
        }
        return verdicts.contains(.no) ? .no : verdicts.contains(.error) ? .error : .yes
    }

    private func test(_ test: JSONObject.Member, _ arguments: JSONValue?) -> Verdict {
        guard let arguments else { return .error }
        guard let value = arguments[String(test.key.dropFirst())] else { return .no }
        let wanted = test.value["max"] ?? test.value["equals"] ?? .null
        guard value.typeName == wanted.typeName else { return .error }
        if let number = value.int, test.value["max"] != nil { return number <= wanted.int ?? 0 ? .yes : .no }
        return value == wanted ? .yes : .no
    }

    /// Stars only, by trying every split.
    private func glob(_ pattern: String, _ text: String, _ separator: Character) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        guard first == "*" else {
            return text.first == first && glob(String(pattern.dropFirst()), String(text.dropFirst()), separator)
        }
        let crosses = pattern.hasPrefix("**")
        let rest = String(pattern.dropFirst(crosses ? 2 : 1))
        if glob(rest, text, separator) { return true }
        guard let next = text.first, crosses || next != separator else { return false }
        return glob(pattern, String(text.dropFirst()), separator)
    }
}
