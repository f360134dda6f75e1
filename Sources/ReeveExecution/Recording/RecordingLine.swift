internal import ReeveJSON

/// A line in the file of a run.
enum RecordingLine: Sendable {
    /// An attempt begins, or goes on after it was parked.
    case beginning(attempt: Int, at: Timestamp)
    case exchange(RecordedExchange)

    var json: JSONValue {
        switch self {
        case .beginning(let attempt, let instant):
            ["attempt": JSONValue(attempt), "began_at": .string(instant.description), "kind": "attempt"]
        case .exchange(let exchange): exchange.json
        }
    }

    init(_ json: JSONValue) throws(RecordingFault) {
        guard json["kind"] == "attempt" else {
            self = .exchange(try RecordedExchange(json))
            return
        }
        guard let attempt = json["attempt"]?.int, attempt > 0,
            let instant = json["began_at"]?.string.flatMap({ Timestamp($0) })
        else { throw RecordingFault("'attempt' or 'began_at' is missing or of another type") }
        self = .beginning(attempt: attempt, at: instant)
    }
}
