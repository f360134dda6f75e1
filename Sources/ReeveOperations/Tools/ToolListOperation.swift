import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// `tools list`: the tools that servers offer, joined with those that are declared.
package struct ToolListOperation: Sendable {
    /// Only tools of this connection; nil for all.
    package let connection: String?

    /// A tool that a server offers, or that is declared, or both.
    package struct Tool: Sendable {
        package enum Pin: String, Sendable {
            case none = "-"
            case pinned
            case differs
        }

        package let scope: Scope
        package let address: String
        /// Nil for a tool that was not synced.
        package let definition: ToolDefinition?
        package let spec: ToolSpec?
        package let pin: Pin
    }

    package struct Finding: Sendable {
        /// For example `acme/prod/git/git_log`.
        package let path: String
        package let finding: ToolFinding
    }

    package struct Outcome: Sendable {
        package let tools: [Tool]
        package let findings: [Finding]
    }

    package init(connection: String?) { self.connection = connection }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let scope = context.scope.named
        let filter = ToolFilter(
            organization: scope.organization, environment: scope.environment, connection: connection,
            currentOnly: false)
        let objects = ObjectFilter(
            kinds: [KindName.tool], organization: scope.organization, environment: scope.environment)
        let (definitions, declared, pins) = try await context.withStore(.read) { store in
            let declared = try await store.objects(objects)
            return try await store.read { rows throws(StoreError) in
                (try rows.toolDefinitions(filter), declared, try rows.pins())
            }
        }
        let pinned = Dictionary(pins.map { ($0.target, $0.digest) }) { first, _ in first }
        var specs = Self.specs(declared)
        var tools: [Tool] = []
        var findings: [Finding] = []
        for definition in definitions where definition.isCurrent || definition.status == .stale {
            let scope = Scope(organization: definition.organization, environment: definition.environment)
            let path = "\(scope)/\(definition.address)"
            if let value = try? JSONParser.parse(definition.definition) {
                findings += ToolFinding.all(of: value, tool: definition.tool).map { Finding(path: path, finding: $0) }
            }
            let pin = pinned[
                PinTarget(
                    organization: definition.organization, environment: definition.environment,
                    address: definition.address)]
            tools.append(
                Tool(
                    scope: scope, address: definition.address, definition: definition, spec: specs[path]?.spec,
                    pin: pin == nil ? .none : pin == definition.digest ? .pinned : .differs))
            specs[path]?.isOffered = true
        }
        for (_, entry) in specs.sorted(by: { $0.key < $1.key })
        where !entry.isOffered && (connection == nil || entry.spec.connection == connection) {
            tools.append(
                Tool(
                    scope: entry.scope, address: entry.spec.address.unversioned, definition: nil, spec: entry.spec,
                    pin: .none))
        }
        return Outcome(tools: tools, findings: findings)
    }

    private struct Declared {
        let scope: Scope
        let spec: ToolSpec
        var isOffered = false
    }

    /// The declarations, by the paths of their tools.
    private static func specs(_ records: [ObjectRecord]) -> [String: Declared] {
        var specs: [String: Declared] = [:]
        for record in records {
            guard let spec = (try? JSONParser.parse(record.spec)).flatMap({ try? ToolSpec($0) }) else { continue }
            specs["\(record.key.scope)/\(spec.address.unversioned)"] = Declared(scope: record.key.scope, spec: spec)
        }
        return specs
    }
}
