import ReeveModel

/// Looks up whether something that cannot be read may declare an object.
struct UnreadIndex {
    private let exact: Set<UnreadObject>

    init(_ unread: [UnreadObject]) { exact = Set(unread) }

    /// - Parameter name: nil for any.
    func mayDeclare(_ kind: String, _ name: String?) -> Bool {
        guard !exact.isEmpty else { return false }
        guard let name else { return exact.contains { $0.kind == kind || $0.kind == nil } }
        return exact.contains(UnreadObject(kind: kind, name: name))
            || exact.contains(UnreadObject(kind: kind, name: nil))
            || exact.contains(UnreadObject(kind: nil, name: name)) || exact.contains(UnreadObject(kind: nil, name: nil))
    }
}
