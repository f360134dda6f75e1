import ReeveModel
import Synchronization

/// Reads the file of each time zone only once.
final class TimeZoneCache: Sendable {
    private let database = TimeZoneDatabase()
    private let known = Mutex<[String: TimeZoneRules?]>([:])

    func rules(named name: String) -> TimeZoneRules? {
        known.withLock { known in
            if let rules = known[name] { return rules }
            let rules = try? database.rules(named: name)
            known[name] = .some(rules)
            return rules
        }
    }
}
