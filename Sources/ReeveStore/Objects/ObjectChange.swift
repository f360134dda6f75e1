package import ReeveModel

/// What happens to one object.
package struct ObjectChange: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case create
        case update
        case delete
        /// Delete and create under the same key with a new uid.
        case replace
        /// An update that also takes an unowned object, or one of another set, into the set of the content.
        case adopt
        /// An update that also changes the key; the uid stays.
        case rename
        /// Changes the key alone, since the scope has another name: content, owner, references and uid stay.
        case move
        /// The object stays as it is and belongs to no set any more.
        case forget
    }

    package var action: Action
    /// The key before the change.
    package var key: ObjectKey
    /// 0 for a create: the object must not exist.
    package var expectedGeneration: Int64
    /// Guards against an object that was deleted and made again since; nil is not checked.
    package var expectedUID: ULID?
    /// The key after a rename or move.
    package var newKey: ObjectKey?
    /// What is written; nil for delete, forget and move.
    package var content: ObjectContent?
    /// For a move: the unique keys under the new scope.
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
