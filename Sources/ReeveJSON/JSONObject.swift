/// The members of a JSON object, kept in canonical key order (UTF-16 code units, RFC 8785).
///
/// Order of insertion is not kept: two objects with the same members are the same value, hash
/// alike and write the same bytes. Look-up is a binary search.
package struct JSONObject: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package let key: String
        package var value: JSONValue

        package static func == (lhs: Member, rhs: Member) -> Bool {
            lhs.key.isSameText(as: rhs.key) && lhs.value == rhs.value
        }

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    // INVARIANT (canonical order): keys are strictly ascending by `CanonicalOrder.precedes`.
    package private(set) var members: [Member]

    package init() { members = [] }

    /// Takes members in any order; of two with one key the later wins.
    package init(_ members: [Member]) {
        self.members = []
        self.members.reserveCapacity(members.count)
        for member in members { self[member.key] = member.value }
    }

    /// Takes members in any order; nil if two have the same key, which `duplicate` then names.
    init?(unsorted: [Member], duplicate: inout String?) {
        members = unsorted
        if !members.isStrictlyAscending {
            members.sort { CanonicalOrder.precedes($0.key, $1.key) }
            for (left, right) in zip(members, members.dropFirst()) where left.key.isSameText(as: right.key) {
                duplicate = left.key
                return nil
            }
        }
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var keys: [String] { members.map(\.key) }

    package subscript(key: String) -> JSONValue? {
        get {
            let index = insertionIndex(of: key)
            return index < members.count && members[index].key.isSameText(as: key) ? members[index].value : nil
        }
        set {
            let index = insertionIndex(of: key)
            let exists = index < members.count && members[index].key.isSameText(as: key)
            switch (newValue, exists) {
            case (let value?, true): members[index].value = value
            case (let value?, false): members.insert(Member(key: key, value: value), at: index)
            case (nil, true): members.remove(at: index)
            case (nil, false): break
            }
        }
    }

    private func insertionIndex(of key: String) -> Int {
        var low = 0
        var high = members.count
        if let last = members.last, CanonicalOrder.precedes(last.key, key) { return high }
        while low < high {
            let middle = (low + high) / 2
            if CanonicalOrder.precedes(members[middle].key, key) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member(key: $0.0, value: $0.1) })
    }
}

extension [JSONObject.Member] {
    fileprivate var isStrictlyAscending: Bool {
        for index in indices.dropFirst() where !CanonicalOrder.precedes(self[index - 1].key, self[index].key) {
            return false
        }
        return true
    }
}

extension String {
    /// Whether two texts have the same code points. JSON compares so; Swift's `==` takes texts that Unicode
    /// normalisation makes equal (`é` in one scalar and in two) for the same, though their digests differ.
    func isSameText(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
