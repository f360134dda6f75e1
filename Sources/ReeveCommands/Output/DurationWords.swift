import ReeveJSON
import ReeveModel

/// A length of time in words, for people.
enum DurationWords {
    static func of(_ duration: Duration) -> String {
        let milliseconds = duration.microseconds / 1_000
        return switch milliseconds {
        case ..<1_000: "\(milliseconds) ms"
        case ..<60_000: "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
        default: DurationText.format(.seconds(milliseconds / 1_000))
        }
    }
}
