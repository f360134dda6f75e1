import ReeveJSON
import ReeveModel
import ReeveStore

/// Widths of axes and buckets that people can read: 1, 2 or 5 times a power of ten, and parts of a minute or hour.
enum RoundStep {
    /// The smallest round number of microseconds that is not below `wanted`.
    static func atLeast(_ wanted: Double) -> Int64 {
        let minute: Int64 = 60_000_000
        var steps: [Int64] = []
        var power: Int64 = 1_000
        while power <= 10_000_000 {
            steps += [power, 2 * power, 5 * power]
            power *= 10
        }
        steps = steps.filter { $0 <= 10_000_000 }
        steps += [15_000_000, 30_000_000] + [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440].map { $0 * minute }
        return steps.first { Double($0) >= wanted } ?? Int64(wanted / Double(1_440 * minute) + 1) * 1_440 * minute
    }
}
