import ReeveJSON

/// A field that names a connection without a reference to it, such as the target of a policy's rule. The name may be a
/// glob, and may stand for a connection that comes later.
package struct ConnectionPattern: Sendable, Hashable {
    /// The field in the spec.
    package let pointer: JSONPointer
    /// A name, or a glob over names.
    package let pattern: String

    package init(_ pattern: String, at pointer: JSONPointer) {
        self.pattern = pattern
        self.pointer = pointer
    }

    /// The part of a tool address that names the connection; nil without one, and where a `**` may cross its end.
    package init?(address: String?, at pointer: JSONPointer) {
        guard let address, let slash = address.firstIndex(of: "/") else { return nil }
        let part = address[..<slash]
        guard !part.contains("**") else { return nil }
        self.init(String(part), at: pointer)
    }
}
