import Foundation
import Testing

/// Commands with the output that they should have.
///
/// A line that starts with `$ ` is a command for the shell, run in the project's folder. What follows, up to the
/// next command, is its output; lines of standard error start with `! ` unless the streams are merged. A status
/// other than 0 is a last line `(status 3)`. Lines that start with `: ` are remarks.
struct Transcript {
    struct Step {
        var comments: [String]
        let command: String
        var expected: [String]
    }

    var steps: [Step] = []

    init(_ text: String) {
        var comments: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("$ ") {
                steps.append(Step(comments: comments, command: String(line.dropFirst(2)), expected: []))
                comments = []
            } else if line.hasPrefix(": ") {
                comments.append(line)
            } else if steps.isEmpty {
                continue
            } else {
                steps[steps.count - 1].expected.append(line)
            }
        }
        for index in steps.indices {
            while steps[index].expected.last?.isEmpty == true { steps[index].expected.removeLast() }
        }
    }

    var text: String {
        var out = ""
        for step in steps {
            if !out.isEmpty { out += "\n" }
            for comment in step.comments { out += comment + "\n" }
            out += "$ \(step.command)\n"
            for line in step.expected { out += line + "\n" }
        }
        return out
    }

    /// Runs every step and gives the transcript with what was printed.
    ///
    /// - Parameter path: a folder that comes first in the PATH.
    func run(in project: TestProject, mergesStreams: Bool, path: String? = nil) async throws -> Transcript {
        var environment = project.environment()
        if let path { environment["PATH"] = path + ":" + (environment["PATH"] ?? "") }
        var found = self
        let normalizer = Normalizer(folder: project.folder)
        for index in steps.indices {
            let command = steps[index].command
            let child = try ChildRun(
                ["/bin/sh", "-c", command], in: project.folder, environment: environment,
                mergesStreams: mergesStreams)
            let result = try await child.result()
            var lines = Self.lines(normalizer.normalize(result.output, command: command))
            lines += Self.lines(normalizer.normalize(result.error, command: command)).map { "! " + $0 }
            if result.status != 0 { lines.append("(status \(result.status))") }
            found.steps[index].expected = lines.map { $0.hasPrefix("! ") && $0.count == 2 ? "!" : $0 }
        }
        return found
    }

    private static func lines(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
