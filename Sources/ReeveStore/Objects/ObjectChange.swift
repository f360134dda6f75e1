package import ReeveModel

/// What happens to one object.
package struct ObjectChange: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case create
        case update
        case delete
        /// A delete and a create under the same key. The object gets a new uid.
        case replace
        /// An update that also takes the object into the set of the content. Before, the object was unowned or in
        /// another set.
        case adopt
        /// An update that also changes the key. The uid stays.
        case rename
        /// Changes only the key, since the scope got another name. Content, owner, references and uid stay.
        case move
        /// The object stays as it is, and belongs to no set from now on.
        case forget
    }

    package var action: Action
    /// The key that the object has before the change.
    package var key: ObjectKey
    /// The generation that the plan saw; 0 for a create, which means that the object must not exist.
    package var expectedGeneration: Int64
    /// The uid that the plan saw, so that an object which was deleted and made again is noticed. Nil is not checked.
    package var expectedUID: ULID?
    /// The key that the object has after a rename or a move.
    package var newKey: ObjectKey?
    /// The content to write; nil for a delete, a forget and a move.
    package var content: ObjectContent?
    /// For a move: the unique keys of the object below the new scope.
    package var movedUniqueKeys: [StoredUniqueKey]

    package init(
        _ action: Action, _ key: ObjectKey, expectedGeneration: Int64 = 0, expectedUID: ULID? = nil,
        newKey: ObjectKey? = nil, content: ObjectContent? = nil, movedUniqueKeys: [StoredUniqueKey] = []
    ) {
        self.action = action
        self.key = key
        self.expectedGeneration = expectedGeneration
        self.expectedUID = expectedUID
        self.newKey = newKey
        self.content = content
        self.movedUniqueKeys = movedUniqueKeys
    }
}
