package import ReeveModel

/// The environment of a request.
package struct EnvironmentFacts: Sendable, Hashable {
    package var name: String
    package var stage: EnvironmentSpec.Stage
    /// The zone of time windows that name none; nil makes such a window an error.
    package var timeZone: TimeZoneRules?

    package init(name: String, stage: EnvironmentSpec.Stage = .dev, timeZone: TimeZoneRules? = nil) {
        self.name = name
        self.stage = stage
        self.timeZone = timeZone
    }
}
