package import ReeveJSON
package import ReeveModel

/// The pinned digests of `reeve.lock`. The file has digests by `organization/environment`, then by address of a tool or
/// name of a connection.
package struct ToolLock: Sendable, Hashable {
    /// What a pin is about.
    package struct Address: Sendable, Hashable, Comparable {
        package let organization: String
        package let environment: String
        /// The name of a connection, or the address `connection/tool` of a tool.
        package let name: String

        package init(organization: String, environment: String, name: String) {
            self.organization = organization
            self.environment = environment
            self.name = name
        }

        package var scope: Scope { Scope(organization: organization, environment: environment) }

        package static func < (lhs: Address, rhs: Address) -> Bool {
            (lhs.organization, lhs.environment, lhs.name) < (rhs.organization, rhs.environment, rhs.name)
        }
    }

    package var pins: [Address: ContentDigest]

    package init(pins: [Address: ContentDigest] = [:]) { self.pins = pins }

    /// Reads the parsed file.
    ///
    /// - Throws: ``ToolLockError`` with the pointer of the first value of another form, and for more than 1,000,000
    ///   pins.
    package init(_ value: JSONValue) throws(ToolLockError) {
        pins = [:]
        if value.isNull { return }
        guard let scopes = value.object else { throw ToolLockError(.notAMapping, at: []) }
        for scope in scopes {
            let parts = scope.key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts.contains("") else { throw ToolLockError(.badScope, at: [scope.key]) }
            guard let entries = scope.value.object else { throw ToolLockError(.notAMapping, at: [scope.key]) }
            for entry in entries {
                guard !entry.key.isEmpty, !entry.key.hasPrefix("/"), entry.key.utf8.count <= 512 else {
                    throw ToolLockError(.badAddress, at: [scope.key, entry.key])
                }
                guard let text = entry.value.string, text.hasPrefix("sha256:"), let digest = ContentDigest(text) else {
                    throw ToolLockError(.badDigest, at: [scope.key, entry.key])
                }
                guard pins.count < 1_000_000 else { throw ToolLockError(.tooMany, at: [scope.key]) }
                pins[Address(organization: parts[0], environment: parts[1], name: entry.key)] = digest
            }
        }
    }

    /// The text of the file: sorted, one pin on each line. The same pins always give the same bytes.
    package var yamlText: String {
        guard !pins.isEmpty else { return "{}\n" }
        var out = ""
        var scope = ""
        for (address, digest) in pins.sorted(by: { $0.key < $1.key }) {
            let next = address.organization + "/" + address.environment
            if next != scope {
                scope = next
                out += YAMLEmitter.scalar(scope) + ":\n"
            }
            out += "  " + YAMLEmitter.scalar(address.name) + ": " + digest.description + "\n"
        }
        return out
    }

    /// The scopes of the pins, in order.
    package var scopes: [Scope] { Set(pins.keys.lazy.map(\.scope)).sorted { $0.description < $1.description } }

    /// Moves pins to other scopes. Where a pin of the same name stands there already, that one stays.
    ///
    /// - Returns: the scopes that got another name, in order.
    mutating func renameScopes(_ name: (Scope) -> Scope) -> [Scope] {
        var renamed: [Scope: Scope] = [:]
        for scope in Set(pins.keys.map(\.scope)) {
            let target = name(scope)
            if target != scope { renamed[scope] = target }
        }
        guard !renamed.isEmpty else { return [] }
        var result = pins.filter { renamed[$0.key.scope] == nil }
        for (address, digest) in pins {
            guard let scope = renamed[address.scope] else { continue }
            let moved = Address(
                organization: scope.organization ?? "", environment: scope.environment ?? "", name: address.name)
            if result[moved] == nil { result[moved] = digest }
        }
        pins = result
        return renamed.keys.sorted { $0.description < $1.description }
    }

    /// The changes that turn `stored` into this lock, in order of address.
    package func changes(from stored: ToolLock) -> [PlannedPin] {
        var found: [PlannedPin] = []
        for (address, digest) in pins where stored.pins[address] != digest {
            found.append(PlannedPin(address: address, before: stored.pins[address], after: digest))
        }
        for (address, digest) in stored.pins where pins[address] == nil {
            found.append(PlannedPin(address: address, before: digest, after: nil))
        }
        return found.sorted { $0.address < $1.address }
    }
}
