import ReeveJSON

/// An agent that may use more, under another identity, or within wider caps.
enum AgentRisks {
    static func risks(of change: SpecChange) -> [PlannedRisk] {
        guard !change.isCreate, !change.isDelete else { return [] }
        return [PlannedRisk(.permissionWidened, permission(change)), PlannedRisk(.limitRaised, caps(change))]
            .compactMap { $0 }
    }

    private static func permission(_ change: SpecChange) -> [String] {
        var details = change.gained("tools", "may use")
        if change.isSwitchedOn("enabled") { details.append("enabled") }
        for field in ["serviceAccount", "connection", "slug", "mode"] where change.differs(field) {
            details.append(field + " changes")
        }
        return details
    }

    private static func caps(_ change: SpecChange) -> [String] {
        ["delegation", "limits"].flatMap { group in
            // A cap that was not there cannot be raised, and one that goes is.
            (change.before[group]?.object ?? [:]).compactMap { cap in
                SpecChange.isRaised(cap.value, change.after[group]?[cap.key]) ? group + "." + cap.key : nil
            }
        }
    }
}

extension PlannedRisk {
    fileprivate init?(_ risk: ChangeRisk, _ details: [String]) {
        guard !details.isEmpty else { return nil }
        self.init(risk, details.joined(separator: ", "))
    }
}
