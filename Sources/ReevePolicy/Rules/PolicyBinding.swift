internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

/// To whom a policy's rules apply, and with which priority.
struct PolicyBinding: Sendable {
    let scope: BindingScope
    let id: String
    /// Of `user`: whom the id names.
    let boundSubject: BoundSubject?
    /// Of `tool` and `resource_ns`.
    let glob: Glob?
    /// Of the binding or of its policy; nil is every environment.
    let environment: String?
    let priority: Int
    /// A binding that cannot be read matches every request that its policy may see, as an error.
    let problems: [PolicyProblem]

    static let fields = ["scope", "id", "environment", "priority"]
    static let membershipPrefix = "membership:"

    init(_ value: JSONValue, policyEnvironment: String?) {
        var problems: [PolicyProblem] = []
        guard var reader = FieldReader(value, at: JSONPointer(), problems: &problems) else {
            self.init(broken: problems, priority: 0, environment: policyEnvironment)
            return
        }
        reader.allow(Self.fields)
        let scope = reader.requiredText("scope").flatMap { reader.choice($0, "scope", of: BindingScope.allCases) }
        let id = reader.requiredText("id")
        let own = reader.optionalText("environment")
        let priority = reader.object["priority"].map { reader.integer($0, "priority", 0...1_000) } ?? 100
        if let own, let policyEnvironment, own != policyEnvironment {
            reader.add(
                .invalidValue, "environment", "the policy belongs to another environment, '\(policyEnvironment)'")
        }
        var glob: Glob?
        if let id, scope == .tool || scope == .resourceNamespace {
            do {
                glob = try Glob(id)
            } catch {
                reader.add(.invalidGlob, "id", error.description)
            }
        }
        guard reader.problems.isEmpty, let scope, let id, let priority else {
            self.init(broken: reader.problems, priority: priority ?? 0, environment: policyEnvironment)
            return
        }
        self.init(
            scope: scope, id: id, glob: glob, environment: policyEnvironment ?? own, priority: priority, problems: [])
    }

    private init(broken problems: [PolicyProblem], priority: Int, environment: String?) {
        self.init(
            scope: .organization, id: "", glob: nil, environment: environment, priority: priority, problems: problems)
    }

    private init(
        scope: BindingScope, id: String, glob: Glob?, environment: String?, priority: Int, problems: [PolicyProblem]
    ) {
        self.scope = scope
        self.id = id
        boundSubject = scope == .user && problems.isEmpty ? BoundSubject(id) : nil
        self.glob = glob
        self.environment = environment
        self.priority = priority
        self.problems = problems
    }

    /// Whether the binding leads its policy to a request of the policy's organization.
    func matches(_ request: PolicyRequest) -> Bool {
        if let environment, environment != request.environment.name { return false }
        if !problems.isEmpty { return true }
        switch scope {
        case .organization: return id == request.organization
        case .environment: return id == request.environment.name
        case .agent: return id == request.agent?.name
        case .tool: return request.target.kind == .tool && glob?.matches(request.target.address) ?? false
        case .connection:
            return (request.target.kind == .tool || request.target.kind == .resource) && request.target.scope == id
        case .resourceNamespace:
            return request.target.kind == .resource && request.target.scope.map { glob?.matches($0) ?? false } ?? false
        case .team: return request.agent?.teams.contains(id) ?? false
        case .role:
            if id.hasPrefix(Self.membershipPrefix) {
                return request.subject.membershipRoles.contains(String(id.dropFirst(Self.membershipPrefix.count)))
            }
            return request.agent?.roles.contains(id) ?? false
        case .user:
            switch boundSubject {
            case .anyLocalAdministrator?: return request.subject.isLocalAdministrator
            case .requester(.serviceAccount(let name, organization: nil))?: return request.subject.isAccount(name)
            default: return request.subject.user == id
            }
        }
    }
}
