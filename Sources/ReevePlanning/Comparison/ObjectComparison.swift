package import ReeveJSON
package import ReeveModel

/// Finds the changed paths between two contents of an object. The description of the kind guides it.
package enum ObjectComparison {
    /// The changes of the metadata, then those of the spec, each in canonical order of paths.
    package static func changes(
        kind: KindDescription?, before: PlannedChange.Content, after: PlannedChange.Content
    ) -> [FieldChange] {
        var walk = Walk()
        if before.metadata != after.metadata {
            walk.compare(
                before.metadataValue, after.metadataValue, type: .object(MetadataDescription.shape),
                at: Place(pointer: JSONPointer(tokens: ["metadata"]), label: "metadata"))
        }
        if before.spec != after.spec {
            walk.compare(
                before.specValue, after.specValue,
                type: kind.map { .object($0.shape) },
                at: Place(pointer: JSONPointer(tokens: ["spec"]), label: "spec"))
        }
        return walk.found
    }

    /// The changes between two specs, without metadata.
    package static func changes(
        kind: KindDescription?, specBefore: JSONValue, specAfter: JSONValue
    ) -> [FieldChange] {
        var walk = Walk()
        walk.compare(
            specBefore, specAfter, type: kind.map { .object($0.shape) },
            at: Place(pointer: JSONPointer(tokens: ["spec"]), label: "spec"))
        return walk.found
    }

    private struct Place {
        let pointer: JSONPointer
        let label: String

        func member(_ key: String) -> Place {
            Place(pointer: pointer.appending(key), label: label + "." + key)
        }

        func element(_ index: Int, named name: String) -> Place {
            Place(pointer: pointer.appending(index), label: label + "[" + name + "]")
        }
    }

    private struct Walk {
        var found: [FieldChange] = []

        mutating func compare(_ before: JSONValue?, _ after: JSONValue?, type: FieldType?, at place: Place) {
            // `2` and `2.0` are equal as values. As arguments of a call they differ, since an argument is sent as it is
            // written.
            guard before != after || before?.writtenText != after?.writtenText else { return }
            guard let before, let after, let type else {
                report(before, after, type: type, at: place)
                return
            }
            switch (FieldShape(type, for: before), FieldShape(type, for: after)) {
            case (.object(let shape), .object):
                compareMembers(before, after, at: place) { key in
                    guard let field = shape.field(key), !field.isSensitive else { return nil }
                    return field.type
                }
            case (.map(let values), .map): compareMembers(before, after, at: place) { _ in values }
            case (.list(let element, let rule), .list):
                compareLists(before.array ?? [], after.array ?? [], element: element, rule: rule, at: place)
            default: report(before, after, type: type, at: place)
            }
        }

        private mutating func compareMembers(
            _ before: JSONValue, _ after: JSONValue, at place: Place, type: (String) -> FieldType?
        ) {
            let old = before.object ?? [:]
            let new = after.object ?? [:]
            var keys = old.keys
            for key in new.keys where old[key] == nil { keys.append(key) }
            for key in keys.sorted(by: CanonicalOrder.precedes) {
                compare(old[key], new[key], type: type(key), at: place.member(key))
            }
        }

        private mutating func compareLists(
            _ before: [JSONValue], _ after: [JSONValue], element: FieldType, rule: ListRule, at place: Place
        ) {
            if let key = rule.key, let old = Keyed(before, by: key), let new = Keyed(after, by: key) {
                compareKeyed(old, new, element: element, at: place)
            } else if (before + after).contains(where: { $0.object != nil }) {
                compareUnkeyed(before, after, element: element, at: place)
            } else {
                report(
                    .array(before), .array(after), type: .list(element, rule), at: place)
            }
        }

        /// Compares elements with equal keys, wherever they stand in the lists.
        private mutating func compareKeyed(_ old: Keyed, _ new: Keyed, element: FieldType, at place: Place) {
            for name in old.names where new.elements[name] == nil {
                guard let (index, value) = old.elements[name] else { continue }
                report(value, nil, type: element, at: place.element(index, named: name))
            }
            for name in new.names {
                guard let (index, value) = new.elements[name] else { continue }
                compare(old.elements[name]?.value, value, type: element, at: place.element(index, named: name))
            }
            let keptBefore = old.names.filter { new.elements[$0] != nil }
            let keptAfter = new.names.filter { old.elements[$0] != nil }
            if keptBefore != keptAfter {
                found.append(
                    FieldChange(
                        pointer: place.pointer.description, label: place.label + " (order)",
                        before: JSONValue(keptBefore), after: JSONValue(keptAfter)))
            }
        }

        /// Equal elements cancel out. Each remaining one was removed or added. Where only the order differs, the list
        /// has one change.
        private mutating func compareUnkeyed(
            _ before: [JSONValue], _ after: [JSONValue], element: FieldType, at place: Place
        ) {
            var unmatched: [JSONValue: Int] = [:]
            for value in before { unmatched[value, default: 0] += 1 }
            var added: [(Int, JSONValue)] = []
            for (index, value) in after.enumerated() {
                if let count = unmatched[value], count > 0 {
                    unmatched[value] = count - 1
                } else {
                    added.append((index, value))
                }
            }
            var removed: [(Int, JSONValue)] = []
            for (index, value) in before.enumerated().reversed() where unmatched[value, default: 0] > 0 {
                unmatched[value, default: 0] -= 1
                removed.append((index, value))
            }
            if added.isEmpty, removed.isEmpty {
                report(.array(before), .array(after), type: .list(element, ListRule()), at: place)
            }
            for (index, value) in removed.reversed() {
                report(value, nil, type: element, at: place.element(index, named: String(index)))
            }
            for (index, value) in added {
                report(nil, value, type: element, at: place.element(index, named: String(index)))
            }
        }

        private mutating func report(_ before: JSONValue?, _ after: JSONValue?, type: FieldType?, at place: Place) {
            let old = before.map { SensitivityMask.masked($0, type: type) }
            let new = after.map { SensitivityMask.masked($0, type: type) }
            found.append(
                FieldChange(
                    pointer: place.pointer.description, label: place.label, before: old?.value, after: new?.value,
                    beforeMask: old?.mask ?? false, afterMask: new?.mask ?? false))
        }
    }

    /// The elements of a list by their keys; nil where two elements share a key or one has none.
    private struct Keyed {
        private(set) var names: [String] = []
        private(set) var elements: [String: (index: Int, value: JSONValue)] = [:]

        init?(_ list: [JSONValue], by key: String) {
            for (index, value) in list.enumerated() {
                guard let name = value[key]?.string, elements[name] == nil else { return nil }
                names.append(name)
                elements[name] = (index, value)
            }
        }
    }
}
