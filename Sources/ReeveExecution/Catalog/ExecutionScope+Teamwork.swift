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

    package struct Template: Sendable {
        package let uid: ULID
        package let key: ObjectKey
        /// In normal form.
        package let spec: JSONValue
    }

    package struct Role: Sendable {
        package let uid: ULID
        package let key: ObjectKey
        package let spec: RoleSpec
    }

    package struct TeamType: Sendable {
        package let uid: ULID
        package let key: ObjectKey
        package let spec: TeamTypeSpec
    }

    package struct Team: Sendable {
        package let uid: ULID
        package let key: ObjectKey
        package let spec: TeamSpec
    }

    /// What tasks are made of, by name. Where an object of the environment and one of the organization have one name, it
    /// is the environment's.
    package struct Teamwork: Sendable {
        package var providers: [String: Provider] = [:]
        package var templates: [String: Template] = [:]
        package var roles: [String: Role] = [:]
        package var teamTypes: [String: TeamType] = [:]
        package var teams: [String: Team] = [:]
        /// The currency of the organization, in which prices and costs are.
        package var currency = "USD"

        package init() {}
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
        case KindName.template:
            templates[key.name] = ExecutionScope.Template(
                uid: uid, key: key, spec: (try? JSONParser.parse(record.spec)) ?? .null)
        case KindName.role:
            roles[key.name] = ExecutionScope.Role(uid: uid, key: key, spec: try reader.read(record, RoleSpec.init))
        case KindName.teamType:
            teamTypes[key.name] = ExecutionScope.TeamType(
                uid: uid, key: key, spec: try reader.read(record, TeamTypeSpec.init))
        case KindName.team:
            teams[key.name] = ExecutionScope.Team(uid: uid, key: key, spec: try reader.read(record, TeamSpec.init))
        default: break
        }
    }
}
