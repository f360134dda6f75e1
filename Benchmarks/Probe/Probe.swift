import Glibc
import ReeveJSON
import ReeveMCP

/// Measures rooms by themselves, for `make bench`. Each mode prints one JSON object a measurement.
///
///     BenchProbe gate RUNS CONCURRENCY FOLDER
///     BenchProbe tasks turn TASKS CALLS FOLDER
///     BenchProbe tasks stream TASKS CONCURRENCY ENDPOINT FOLDER
///     BenchProbe audit ENTRIES FOLDER
///     BenchProbe mcp SESSIONS TOOL JSON COMMAND...    calls as many as each line of its input says
@main struct Probe {
    static func main() async {
        Launcher.runIfRequested()
        let arguments = CommandLine.arguments.dropFirst()
        let words = Array(arguments.dropFirst())
        do {
            switch arguments.first {
            case "gate": try await GateMeasurement.run(words)
            case "tasks": try await TaskMeasurement.run(words)
            case "audit": try await AuditMeasurement.run(words)
            case "mcp": try await MCPMeasurement.run(words)
            default: exit(64)
            }
        } catch {
            print("failed: \(error)")
            exit(1)
        }
    }

    static func report(_ figures: JSONObject) {
        print(JSONValue.object(figures).canonicalText)
        fflush(nil)
    }

    /// Times `body`; in microseconds.
    static func time(_ body: () async throws -> Void) async rethrows -> Int64 {
        let start = ContinuousClock.now
        try await body()
        return max(1, start.duration(to: .now).microseconds)
    }

    static func rate(_ count: Int, _ microseconds: Int64) -> JSONValue {
        JSONValue(Int64(count) * 1_000_000 / microseconds)
    }

    /// Of this process and all its threads, in microseconds.
    static var processorTime: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    /// Of this process so far.
    static var peakMegabytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1_024
    }
}
