package import ReeveModel

/// Where the rules of a named zone come from; nil for a zone that is not known.
package typealias TimeZoneLookup = @Sendable (String) -> TimeZoneRules?
