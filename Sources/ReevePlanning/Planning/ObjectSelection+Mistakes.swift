internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

extension ObjectSelection {
    /// One diagnostic for each option that matches nothing. Without it, a typo such as `--target Agnet/triage` would
    /// silently leave out the object that was meant.
    ///
    /// A target or a label must match a declared object, since a narrowed plan deletes nothing. An excluded object may
    /// be in the store only.
    func mistakes(declared all: [ResourceObject], stored: [ObjectHead]) -> [Diagnostic] {
        guard !(targets.isEmpty && excludes.isEmpty && labels.isEmpty) else { return [] }
        let declared = hasScope ? all.filter { isInScope($0.key) } : all
        let paths = targets.isEmpty && excludes.isEmpty ? [] : declared.map(\.key.description)
        var found: [Diagnostic] = []
        for target in targets where !paths.contains(where: { Self.matches($0, pattern: target) }) {
            found.append(mistake("--target", target, "declared object", nearest: Self.nearest(target, among: paths)))
        }
        for exclude in excludes where !paths.contains(where: { Self.matches($0, pattern: exclude) }) {
            let isStored = stored.contains {
                isInScope($0.key) && Self.matches($0.key.description, pattern: exclude)
            }
            if !isStored {
                found.append(mistake("--exclude", exclude, "object", nearest: Self.nearest(exclude, among: paths)))
            }
        }
        for test in labels where !declared.contains(where: { test.holds(for: $0.metadata) }) {
            found.append(mistake("-l", test.description, "declared object", nearest: nearestLabel(test, in: declared)))
        }
        return found
    }

    private func mistake(_ option: String, _ text: String, _ what: String, nearest: String?) -> Diagnostic {
        let place = [organization.map { "organization '\($0)'" }, environment.map { "environment '\($0)'" }]
            .compactMap { $0 }.joined(separator: ", ")
        return Diagnostic(
            "plan.no-match",
            "\(option) '\(text)' matches no \(what)" + (place.isEmpty ? "" : " in " + place),
            help: nearest.map { "did you mean '\($0)'?" })
    }

    /// The path that is nearest to the pattern, cut to as many segments as the pattern has.
    private static func nearest(_ pattern: String, among paths: [String]) -> String? {
        let count = pattern.split(separator: "/").count
        return NearestName.suggestion(
            for: pattern, among: paths.lazy.map { $0.split(separator: "/").suffix(count).joined(separator: "/") })
    }

    private func nearestLabel(_ test: LabelTest, in declared: [ResourceObject]) -> String? {
        var texts: Set<String> = []
        for object in declared {
            for label in object.metadata.labelObject {
                switch test {
                case .equals, .differs: texts.insert(label.key + "=" + (label.value.string ?? ""))
                case .present, .absent: texts.insert(label.key)
                }
            }
        }
        return NearestName.suggestion(for: test.description, among: texts.sorted())
    }
}

extension ObjectSelection.LabelTest: CustomStringConvertible {
    package var description: String {
        switch self {
        case .equals(let key, let value): key + "=" + value
        case .differs(let key, let value): key + "!=" + value
        case .present(let key): key
        case .absent(let key): "!" + key
        }
    }
}
