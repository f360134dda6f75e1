internal import ReeveAudit
internal import ReevePolicy

extension AuditEvent.Trigger.Kind {
    /// What the log calls an origin: whatever neither a schedule nor a model has asked for, a person has.
    init(_ origin: RequestOrigin) {
        self =
            switch origin {
            case .schedule: .schedule
            case .model: .model
            case .manual, .batch, .api: .manual
            }
    }
}
