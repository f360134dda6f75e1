import ReeveJSON

/// Keeps the first finding of each kind and counts the rest.
struct FindingCollector {
    private var byKind: [AuditFinding.Kind: AuditFinding] = [:]

    mutating func add(
        _ kind: AuditFinding.Kind, sequence: Int64? = nil, lastSequence: Int64? = nil, checkpoint: String? = nil,
        expected: @autoclosure () -> String, found: @autoclosure () -> String, count: Int64 = 1
    ) {
        if byKind[kind] != nil {
            byKind[kind]?.count += count
            return
        }
        var finding = AuditFinding(
            kind, sequence: sequence, lastSequence: lastSequence, checkpoint: checkpoint, expected: expected(),
            found: found())
        finding.count = count
        byKind[kind] = finding
    }

    func has(_ kind: AuditFinding.Kind) -> Bool { byKind[kind] != nil }

    /// Ascending by kind.
    var sorted: [AuditFinding] { byKind.values.sorted { $0.kind < $1.kind } }
}
