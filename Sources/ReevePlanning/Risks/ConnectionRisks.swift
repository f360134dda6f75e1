internal import ReeveJSON

/// What a connection starts, and from where.
enum ConnectionRisks {
    /// Fields that decide what is started; the environment's values count too.
    private static let launchFields = ["command", "workingDirectory", "sandbox", "env", "inheritEnv", "transport"]

    static func risks(of sides: RiskRules.Sides) -> [PlannedRisk] {
        guard !sides.isDelete else { return [] }
        let argv = (sides.after["sandbox"]?.array ?? []) + (sides.after["command"]?.array ?? [])
        let program = argv.first?.string ?? "nothing"
        if sides.isCreate { return [PlannedRisk(.launchChanged, "starts " + program)] }
        let changed = launchFields.filter { sides.before[$0] != sides.after[$0] }
        guard !changed.isEmpty else { return [] }
        return [PlannedRisk(.launchChanged, "starts \(program): \(changed.joined(separator: ", "))")]
    }
}
