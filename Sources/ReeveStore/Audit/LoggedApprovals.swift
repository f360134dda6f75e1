internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// What the log says about the requests for approvals beside it: how each stands, and what is bound.
struct LoggedApprovals {
    private struct Request {
        var status: String?
        var digest: String?
    }

    private var requests: [String: Request] = [:]

    /// - Parameter event: one whose type starts with `approval.`.
    mutating func add(_ event: JSONValue) {
        guard let id = event["approval_id"]?.string else { return }
        requests[id] = Request(status: event["outcome"]?.string, digest: event["context"]?["digest"]?.string)
    }

    /// - Parameter hasPruned: whether requests may be gone with their runs.
    func flaws(in rows: any StoreReading, hasPruned: Bool) throws(StoreError) -> [String] {
        var flaws: [String] = []
        var rest = requests
        try rows.everyApproval(ApprovalFilter(now: Timestamp(microseconds: 0))) { approval in
            guard let logged = rest.removeValue(forKey: approval.id.text) else {
                flaws.append("approval \(approval.id): the log has no event of it")
                return
            }
            if let status = logged.status, status != approval.status.rawValue {
                flaws.append("approval \(approval.id): it is \(approval.status.rawValue), and \(status) by the log")
            }
            if logged.digest != approval.digest.description {
                flaws.append("approval \(approval.id): it binds something else than the log tells of")
            }
        }
        if !hasPruned {
            flaws += rest.keys.sorted().map { "approval \($0): it is gone, and the log has no event of that" }
        }
        return flaws
    }
}
