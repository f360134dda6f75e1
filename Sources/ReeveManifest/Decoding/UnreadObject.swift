import ReeveModel

/// What a document that cannot be read may declare. An absent part may be anything.
package struct UnreadObject: Sendable, Hashable {
    package let kind: String?
    package let name: String?
}
