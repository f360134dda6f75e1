package import ReeveModel

/// A Limit as it is declared, with its name and place.
package struct DeclaredLimit: Sendable {
    package let key: ObjectKey
    package let spec: LimitSpec

    package init(key: ObjectKey, spec: LimitSpec) {
        self.key = key
        self.spec = spec
    }
}
