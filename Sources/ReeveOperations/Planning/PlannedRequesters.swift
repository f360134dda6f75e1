import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReevePolicy
import ReeveStore

/// Resolves requesters as if a plan or a set of manifests were applied. What these do not change is taken from the
/// store.
struct PlannedRequesters: RequesterDirectory {
    private struct Subject: Hashable {
        let organization: String?
        let field: String
        let name: String
    }

    static let kinds = KindRegistry.standard.names(in: .requester)

    private let stored: StoredRequesters?
    /// Specs by key. A nil spec is that of an object that the plan deletes.
    private var specs: [ObjectKey: JSONValue?] = [:]
    private var memberships: [Subject: JSONValue] = [:]

    /// - Parameter rows: the rows of the store; nil to use the objects alone.
    init(_ objects: some Sequence<ResourceObject>, over rows: (any StoreReading)?) {
        stored = rows.map(StoredRequesters.init)
        for object in objects where Self.kinds.contains(object.key.kind) {
            add(object.key, (try? JSONParser.parse(object.spec)) ?? .null)
        }
    }

    init(_ changes: [PlannedChange], over rows: any StoreReading) {
        stored = StoredRequesters(rows: rows)
        let concerned = changes.filter { Self.kinds.contains($0.key.kind) && $0.action != .forget }
        for change in concerned { specs[change.key] = .some(nil) }
        for change in concerned { if let after = change.after { add(change.finalKey, after.specValue) } }
    }

    private mutating func add(_ key: ObjectKey, _ spec: JSONValue) {
        specs[key] = spec
        guard key.kind == KindName.membership else { return }
        for field in ["user", "serviceAccount"] {
            guard let name = spec[field]?.string else { continue }
            memberships[Subject(organization: key.organization, field: field, name: name)] = spec
        }
    }

    func spec(of key: ObjectKey) throws(StoreError) -> JSONValue? {
        if let known = specs[key] { return known }
        return try stored?.spec(of: key)
    }

    func membership(_ field: String, of subject: String, in organization: String) throws(StoreError) -> JSONValue? {
        if let known = memberships[Subject(organization: organization, field: field, name: subject)] { return known }
        guard let found = try stored?.storedMembership(field, of: subject, in: organization) else { return nil }
        if let key = found.key, specs[key] != nil { return nil }
        return found.spec
    }
}
