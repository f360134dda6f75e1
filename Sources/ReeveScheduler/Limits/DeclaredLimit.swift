package import ReeveModel

/// A Limit with its name and place, as it is declared.
package struct DeclaredLimit: Sendable {
    package let key: ObjectKey
    package let spec: LimitSpec

    package init(key: ObjectKey, spec: LimitSpec) {
        self.key = key
        self.spec = spec
    }
}
