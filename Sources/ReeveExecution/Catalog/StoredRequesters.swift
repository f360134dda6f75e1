package import ReeveJSON
package import ReeveModel
internal import ReevePolicy
package import ReeveStore

/// Resolves requesters by the rows of one transaction.
package struct StoredRequesters: RequesterDirectory {
    private let rows: any StoreReading

    package init(rows: any StoreReading) { self.rows = rows }

    package func spec(of key: ObjectKey) throws(StoreError) -> JSONValue? { content(try rows.object(key)) }

    package func membership(
        _ field: String, of subject: String, in organization: String
    ) throws(StoreError) -> JSONValue? {
        try storedMembership(field, of: subject, in: organization)?.spec
    }

    /// The one Membership of a subject, with its spec. The row of its unique value leads to it. The spec is null where
    /// it cannot be trusted.
    ///
    /// Other hands may have pointed that row to another object. So the object counts only where it is a Membership of
    /// the organization that was asked for. The caller compares the subject that the spec names.
    package func storedMembership(
        _ field: String, of subject: String, in organization: String
    ) throws(StoreError) -> (key: ObjectKey?, spec: JSONValue)? {
        let unique = StoredUniqueKey(name: MembershipSpec.uniqueName(field), scope: organization, value: subject)
        guard let uid = try rows.holder(of: unique) else { return nil }
        guard try rows.isIntact(holderOf: unique), let record = try rows.object(uid: uid),
            record.key.kind == KindName.membership, record.key.organization == organization
        else { return (nil, .null) }
        return (record.key, content(record) ?? .null)
    }

    /// The spec of a record; null where other hands changed it. A requester whose rows are changed may do nothing.
    private func content(_ record: ObjectRecord?) -> JSONValue? {
        record.map { $0.isIntact ? (try? JSONParser.parse($0.spec)) ?? .null : .null }
    }
}
