internal import ReeveAudit
internal import ReevePolicy

extension AuditEvent.Trigger.Kind {
    /// The log's word for an origin. A batch and an API call count as `manual`, since a person is behind them.
    init(_ origin: RequestOrigin) {
        self =
            switch origin {
            case .schedule: .schedule
            case .model: .model
            case .manual, .batch, .api: .manual
            }
    }
}
