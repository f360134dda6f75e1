import ReeveDiagnostics
import ReeveModel
import ReeveStore

/// `describe`: one object, with the objects that it refers to and those that refer to it.
package struct DescribeOperation: Sendable {
    /// The largest number of referring objects that are named.
    private static let incomingMax = 100

    /// A kind in any of its spellings, or the path of an object such as `acme/prod/Agent/triage`.
    package let kind: String
    /// The name of the object; nil where ``kind`` is a path.
    package let name: String?

    package struct Reference: Sendable {
        package let field: String
        /// The path of the other object; its uid where that object does not exist.
        package let path: String
    }

    package struct Outcome: Sendable {
        package let record: ObjectRecord
        package let outgoing: [Reference]
        package let incoming: [Reference]
        /// Whether more objects refer to it than ``incoming`` names.
        package let hasMoreIncoming: Bool

        package var hasDrifted: Bool { record.lastAppliedDigest.map { $0 != record.digest } ?? false }
    }

    package init(kind: String, name: String?) {
        self.kind = kind
        self.name = name
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let scope = context.scope.named
        let (keys, found, nearest) = try await context.withStore(.read) { store in
            try await store.read { rows throws(StoreError) in try find(in: scope, rows) }
        }
        guard keys.count < 2 else {
            throw .invalid(
                "'\(name ?? kind)' names \(keys.count) objects: "
                    + keys.prefix(10).map(\.description).joined(separator: ", ") + (keys.count > 10 ? " and more" : ""),
                code: "object.ambiguous", help: "choose one by its path, or with --organization and -e")
        }
        if let found { return found }
        throw .invalid(
            "there is no such object\(scope.suffix): \(kind)\(name.map { " " + $0 } ?? "")", code: "object.missing",
            help: nearest.map { "did you mean '\($0)'?" } ?? "reeve get all lists what there is")
    }

    /// The object in the scope that the caller names. Where no scope is named, the only object of this name.
    private func find(
        in scope: NamedScope, _ rows: any StoreReading
    ) throws(StoreError) -> (keys: [ObjectKey], found: Outcome?, nearest: String?) {
        var keys: [ObjectKey] = []
        var nearest: String?
        if let name, let description = KindRegistry.standard.lookup(kind) {
            let filter = ObjectFilter(
                kinds: [description.kind], organization: scope.organization, environment: scope.environment)
            let all = try rows.objectHeads(filter).map(\.key)
            keys = all.filter { $0.name == name }
            nearest = NearestName.suggestion(for: name, among: all.map(\.name))
        } else if name == nil, let key = ObjectKey(path: kind), scope.contains(key.scope) {
            keys = [key]
        }
        guard keys.count == 1, let record = try rows.object(keys[0]) else {
            return (keys, nil, keys.isEmpty ? nearest : nil)
        }
        var outgoing: [Reference] = []
        for reference in try rows.references(from: record.uid) {
            let path = try rows.object(uid: reference.to)?.key.description ?? reference.to.text
            outgoing.append(Reference(field: reference.field, path: path))
        }
        var incoming: [Reference] = []
        let (references, hasMore) = try rows.references(to: record.uid, limit: Self.incomingMax).cut
        for reference in references {
            let path = try rows.object(uid: reference.from)?.key.description ?? reference.from.text
            incoming.append(Reference(field: reference.field, path: path))
        }
        return (
            keys, Outcome(record: record, outgoing: outgoing, incoming: incoming, hasMoreIncoming: hasMore), nil
        )
    }
}
