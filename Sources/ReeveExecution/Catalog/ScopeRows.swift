internal import ReeveModel
package import ReeveStore

/// The rows that a scope is made from, read at one instant.
package struct ScopeRows: Sendable {
    var revision: ScopeRevision
    var objects: [ObjectRecord]
    var pins: [Pin]
    var definitions: [ToolDefinition]
    /// Names the objects and pins of the scope that other hands have changed, added or taken out.
    var edits: [String]

    static let kinds = KindRegistry.standard.names(in: .gate)

    /// Why the gate decides nothing in the scope: an object or a pin of it is not as reeve wrote it. Nil where all of
    /// them are.
    ///
    /// - Parameter environment: nil for the objects and pins of the organization that lie in no environment.
    package static func flaw(
        _ rows: any StoreReading, organization: String, environment: String?
    ) throws(StoreError) -> String? {
        if let edited = try edits(rows, organization: organization, environment: environment).first {
            return GateRefusal.edited(edited).message
        }
        return try rows.pins().first { pin in
            !pin.isIntact && pin.target.organization == organization && pin.target.environment == environment
        }.map { GateRefusal.edited("the pin of '\($0.target.address)'").message }
    }

    /// Names the objects and pins that other hands have taken out of the scope, added to it, or changed in it.
    private static func edits(
        _ rows: any StoreReading, organization: String, environment: String?
    ) throws(StoreError) -> [String] {
        func isOfScope(_ key: ObjectKey) -> Bool {
            kinds.contains(key.kind) && key.organization == organization
                && (key.environment == nil || key.environment == environment)
        }
        let objects = try rows.objectEdits().filter { isOfScope($0.key) || $0.found.map(isOfScope) ?? false }
        let pins = try rows.pinEdits().filter { $0.organization == organization && $0.environment == environment }
        return objects.map { "\($0.key)" } + pins.map { "the pin of '\($0.address)'" }
    }

    static func read(
        _ rows: any StoreReading, organization: String, environment: String
    ) throws(StoreError) -> ScopeRows {
        var objects: [ObjectRecord] = []
        try rows.everyObject(ObjectFilter(kinds: kinds, organization: organization)) { object in
            if object.key.environment == nil || object.key.environment == environment { objects.append(object) }
        }
        // Its currency is that of every amount of money in the scope.
        if let tenant = try rows.object(ObjectKey(kind: KindName.organization, name: organization)) {
            objects.append(tenant)
        }
        return ScopeRows(
            revision: try ScopeRevision.read(rows, organization: organization, environment: environment),
            objects: objects,
            pins: try rows.pins().filter {
                $0.target.organization == organization && $0.target.environment == environment
            },
            definitions: try rows.toolDefinitions(
                ToolFilter(organization: organization, environment: environment, currentOnly: false)),
            edits: try edits(rows, organization: organization, environment: environment))
    }
}
