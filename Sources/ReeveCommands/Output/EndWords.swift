import ReeveModel
import ReeveStore

/// How something has ended, as the last words of a sentence about it.
enum EndWords {
    static func of(_ status: RunStatus) -> String {
        switch status {
        case .succeeded, .failed: "has " + status.rawValue
        default: "was " + status.rawValue
        }
    }

    static func of(_ status: BatchStatus) -> String {
        status == .cancelled ? "was cancelled" : "has " + status.rawValue
    }
}
