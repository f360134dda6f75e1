/// What the caller narrows an operation to.
package struct ScopeOptions: Sendable {
    package var named = NamedScope.any
    /// The part of ``named`` that the caller wrote itself; variables of the process gave the rest.
    package var flags = NamedScope.any
    /// Whether the store has to know both names before anything is done.
    package var isCheckedInStore = false

    package init() {}
}
