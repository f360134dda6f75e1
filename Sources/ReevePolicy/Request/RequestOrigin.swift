internal import ReeveModel

/// Where the work came from.
package enum RequestOrigin: String, Sendable, Hashable, CaseIterable {
    case manual
    case batch
    case schedule
    case model
    case api
}
