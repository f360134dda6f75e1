import ReeveJSON

/// The time since something happened, in one unit.
enum AgeText {
    static func of(_ instant: Timestamp, now: Timestamp) -> String {
        let seconds = max(0, now.since(instant).components.seconds)
        return switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3_600: "\(seconds / 60)m"
        case ..<172_800: "\(seconds / 3_600)h"
        default: "\(seconds / 86_400)d"
        }
    }
}
