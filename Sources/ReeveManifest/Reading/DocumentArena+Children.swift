extension DocumentArena {
    /// The elements of a sequence; of a mapping its keys and values in turn.
    package struct Children: Sequence, IteratorProtocol, Sendable {
        let arena: DocumentArena
        var following: UInt32
        package private(set) var remaining: Int

        package mutating func next() -> Node? {
            guard remaining > 0 else { return nil }
            remaining -= 1
            let node = Node(index: following)
            following = arena[node].next
            return node
        }

        package var underestimatedCount: Int { remaining }
    }

    /// The members of a mapping, in the order written; merged ones follow.
    package struct Entries: Sequence, IteratorProtocol, Sendable {
        var children: Children

        package mutating func next() -> (key: Node, value: Node)? {
            guard let key = children.next(), let value = children.next() else { return nil }
            return (key, value)
        }

        package var underestimatedCount: Int { children.remaining / 2 }
    }

    /// The elements of a sequence, or keys and values of a mapping in turn; none for a scalar.
    package func children(of node: Node) -> Children {
        let record = self[node]
        return Children(
            arena: self, following: record.first, remaining: record.kind == .scalar ? 0 : Int(record.count))
    }

    /// The members of a mapping; none for other kinds.
    package func entries(of node: Node) -> Entries {
        let record = self[node]
        return Entries(
            children: Children(
                arena: self, following: record.first, remaining: record.kind == .mapping ? Int(record.count) : 0))
    }

    /// The number of elements of a sequence or members of a mapping; 0 for a scalar.
    package func count(of node: Node) -> Int {
        let record = self[node]
        return switch record.kind {
        case .scalar: 0
        case .sequence: Int(record.count)
        case .mapping: Int(record.count) / 2
        }
    }

    /// The value of a member; nil where the key is absent or the node is no mapping. Takes a walk over the keys.
    package func value(forKey key: StaticString, in node: Node) -> Node? {
        value(forKey: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount), in: node)
    }

    /// The value of a member; nil where the key is absent or the node is no mapping. Takes a walk over the keys.
    package func value(forKey key: String, in node: Node) -> Node? {
        var key = key
        return key.withUTF8 { value(forKey: $0, in: node) }
    }

    private func value(forKey key: UnsafeBufferPointer<UInt8>, in node: Node) -> Node? {
        let parent = self[node]
        guard parent.kind == .mapping else { return nil }
        return text.withUnsafeBufferPointer { text in
            var index = parent.first
            for _ in 0..<parent.count / 2 {
                let member = nodes[Int(index)]
                let start = Int(member.first)
                if Int(member.count) == key.count, text[start..<start + key.count].elementsEqual(key) {
                    return Node(index: member.next)
                }
                index = nodes[Int(member.next)].next
            }
            return nil
        }
    }
}
