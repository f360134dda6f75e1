package import ReeveJSON
package import ReeveModel

/// One policy as it is declared: what a ``PolicySet`` is compiled from.
package struct PolicyDocument: Sendable, Hashable {
    /// Where a policy stands in a file, for people.
    package struct Source: Sendable, Hashable {
        package let file: String
        package let line: Int
        /// The line of each rule, in order; rules beyond the list have the policy's line.
        package let ruleLines: [Int]

        package init(file: String, line: Int, ruleLines: [Int] = []) {
            self.file = file
            self.line = line
            self.ruleLines = ruleLines
        }
    }

    /// With the organization, and the environment that the policy is narrowed to, if any.
    package let key: ObjectKey
    package let isActive: Bool
    package let version: Int
    /// In normal form: `rules` and `bindings`; `active` in it is not read.
    package let spec: JSONValue
    package let source: Source?

    package init(
        key: ObjectKey, isActive: Bool = true, version: Int = 1, spec: JSONValue, source: Source? = nil
    ) {
        self.key = key
        self.isActive = isActive
        self.version = version
        self.spec = spec
        self.source = source
    }
}
