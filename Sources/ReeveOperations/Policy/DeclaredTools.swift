import ReeveJSON
import ReeveModel
import ReevePlanning
import ReevePolicy
import ReeveStore
import Synchronization

/// The declarations of tools, as they are in the store or as a plan would leave them.
///
/// Most plans ask about no tool. The first question reads the declarations, and they are kept from then on.
package final class DeclaredTools: Sendable {
    package struct Declaration: Sendable {
        package let facts: ToolFacts
        package let isEnabled: Bool

        init?(_ value: JSONValue) {
            guard let spec = try? ToolSpec(value) else { return nil }
            isEnabled = spec.isEnabled
            facts = ToolFacts(risk: spec.risk, traits: spec.traits.map { Set($0) })
        }
    }

    /// The text of a declaration. Every question parses it again, since there are fewer questions than tools.
    private struct Place {
        let key: ObjectKey
        let index: Int
    }

    private typealias Places = [Scope: [String: Place]]

    private enum Origin {
        case stored([(key: ObjectKey, spec: String)])
        /// The declarations before the plan, with the changes of the plan.
        case planned([PlannedChange], before: DeclaredTools)
    }

    private let origin: Origin
    private let state = Mutex<(places: Places, gone: Set<ObjectKey>)?>(nil)

    /// - Parameter specs: the specs as canonical text.
    package init(stored specs: [(key: ObjectKey, spec: String)]) { origin = .stored(specs) }

    package convenience init(_ rows: any StoreReading) throws(StoreError) {
        var specs: [(key: ObjectKey, spec: String)] = []
        try rows.everyObject(ObjectFilter(kinds: [KindName.tool])) { specs.append(($0.key, $0.spec)) }
        self.init(stored: specs)
    }

    package init(_ changes: [PlannedChange], before: DeclaredTools) { origin = .planned(changes, before: before) }

    package func find(_ address: String, in scope: Scope) -> Declaration? {
        place(address, in: scope).flatMap { $0.0.read($0.1) }
    }

    private func place(_ address: String, in scope: Scope) -> (DeclaredTools, Place)? {
        let (found, gone) = withPlaces { ($0[scope]?[address], $1) }
        if let found { return (self, found) }
        guard case .planned(_, let before) = origin, let earlier = before.place(address, in: scope),
            !gone.contains(earlier.1.key)
        else { return nil }
        return earlier
    }

    private func read(_ place: Place) -> Declaration? {
        switch origin {
        case .stored(let specs): (try? JSONParser.parse(specs[place.index].spec)).flatMap { Declaration($0) }
        case .planned(let changes, _): changes[place.index].after.flatMap { Declaration($0.specValue) }
        }
    }

    /// The addresses of all declared tools, by scope.
    package var addresses: [Scope: Set<String>] {
        var all = withPlaces { places, _ in places.mapValues { Set($0.keys) } }
        guard case .planned(_, let before) = origin else { return all }
        for (scope, addresses) in before.addresses {
            all[scope, default: []].formUnion(addresses.filter { place($0, in: scope) != nil })
        }
        return all
    }

    /// The addresses that a plan newly declares, declares differently, or no longer declares.
    package var changedAddresses: [Scope: Set<String>] {
        guard case .planned(let changes, let before) = origin else { return [:] }
        var changed = withPlaces { places, _ in places.mapValues { Set($0.keys) } }
        for change in changes where change.isOfTool {
            guard let content = change.before, let address = Self.address(content.specValue),
                before.place(address, in: change.key.scope) != nil
            else { continue }
            changed[change.key.scope, default: []].insert(address)
        }
        return changed
    }

    private static func address(_ value: JSONValue) -> String? {
        guard let connection = value["connection"]?.string, let tool = value["tool"]?.string else { return nil }
        return ToolAddress(connection: connection, tool: tool).unversioned
    }

    private func withPlaces<Value: Sendable>(_ body: (Places, Set<ObjectKey>) -> Value) -> Value {
        state.withLock { state in
            let known = state ?? makePlaces()
            state = known
            return body(known.places, known.gone)
        }
    }

    private func makePlaces() -> (places: Places, gone: Set<ObjectKey>) {
        var places: Places = [:]
        var gone: Set<ObjectKey> = []
        switch origin {
        case .stored(let specs):
            for (index, entry) in specs.enumerated() {
                guard let value = try? JSONParser.parse(entry.spec), let address = Self.address(value) else { continue }
                places[entry.key.scope, default: [:]][address] = Place(key: entry.key, index: index)
            }
        case .planned(let changes, _):
            for (index, change) in changes.enumerated() where change.isOfTool {
                gone.insert(change.key)
                guard let after = change.after else { continue }
                let address =
                    change.uniqueKeys.first { $0.name == "Tool.address" }?.value ?? Self.address(after.specValue)
                guard let address else { continue }
                places[change.finalKey.scope, default: [:]][address] = Place(key: change.finalKey, index: index)
            }
        }
        return (places, gone)
    }
}

extension PlannedChange {
    /// Whether the change concerns the declaration of a tool. A tool that a set only forgets stays declared.
    fileprivate var isOfTool: Bool { key.kind == KindName.tool && action != .forget }
}
