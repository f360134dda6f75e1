package import ReeveJSON
package import ReeveModel
internal import ReeveStore

extension ExecutionScope {
    package struct Provider: Sendable {
        package let uid: ULID
        package let name: String
        package let spec: ModelProviderSpec
        /// Another digest is another declaration.
        package let digest: ContentDigest

        package init(uid: ULID, name: String, spec: ModelProviderSpec, digest: ContentDigest) {
            self.uid = uid
            self.name = name
            self.spec = spec
            self.digest = digest
        }
    }

    /// What tasks are made of, by name. Where an object of the environment and one of the organization have one name, it
    /// is the environment's.
    package struct Teamwork: Sendable {
        package var providers: [String: Provider] = [:]
        package var objects: TaskObjects
        /// By kind and name.
        private var uids: [String: [String: ULID]] = [:]
        /// The currency of the organization, in which prices and costs are.
        package var currency = "USD"

        package init(scope: Scope) { objects = TaskObjects(scope: scope) }

        func uid(of kind: String, _ name: String) -> ULID? { uids[kind]?[name] }
    }
}

extension ExecutionScope.Teamwork {
    /// Takes an object that tasks are made of; ignores others. An object that comes later goes before one of its name.
    mutating func add(_ record: ObjectRecord, by reader: ScopeReader) throws(ExecutionError) {
        let (uid, key) = (record.uid, record.key)
        switch key.kind {
        case KindName.organization: currency = try reader.read(record, OrganizationSpec.init).currency
        case KindName.modelProvider:
            providers[key.name] = ExecutionScope.Provider(
                uid: uid, name: key.name, spec: try reader.read(record, ModelProviderSpec.init), digest: record.digest)
        case let kind where TaskObjects.kinds.contains(kind):
            uids[kind, default: [:]][key.name] = uid
            try reader.read(record) { spec throws(SpecError) in try objects.put(key, spec: spec) }
        default: break
        }
    }
}
