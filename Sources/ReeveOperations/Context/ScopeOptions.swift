/// What the caller narrows an operation to.
package struct ScopeOptions: Sendable {
    package var named = NamedScope.any
    /// The part of ``named`` that options of the caller name. The rest comes from variables of the process.
    package var flags = NamedScope.any
    /// Whether both names must be in the store before anything is done.
    package var isCheckedInStore = false

    package init() {}
}
