import Foundation
import TestSupport
import Testing

/// Verbs are split by side effect: those that only read, and those of the store, start nothing and connect to nothing.
@Suite struct SideEffectTests {
    private static let tracer = "/usr/bin/strace"
    static let canTrace: Bool = {
        FileManager.default.isExecutableFile(atPath: tracer)
            && Program.run(tracer, ["-o", "/dev/null", "/bin/true"])?.status == 0
    }()

    private static let verbs: [[String]] = [
        ["validate"], ["plan"], ["diff"], ["apply", "--yes"], ["plan", "-o", "json"], ["export"], ["get", "all"],
        ["describe", "connection", "git"], ["explain", "connection"], ["history"], ["audit", "list"],
        ["audit", "show", "0"],
        ["audit", "verify"], ["store", "info"], ["store", "check"], ["store", "backup", "copy.db"], ["runs", "list"],
        ["batches", "list"],
    ]

    @Test(.enabled(if: canTrace, "strace is not installed or may not trace here"))
    func readingAndStoreVerbsStartNothingAndConnectToNothing() async throws {
        let project = try TestProject.sample()
        try project.edit(
            "manifests/dev/agents.yaml", "inheritEnv: [PATH]", "inheritEnv: [PATH]\n  env: {TOKEN: \"env:TOKEN\"}")
        for verb in Self.verbs {
            let result = try await project.start(
                [
                    Self.tracer, "-f", "-qq", "-e", "trace=execve,execveat,fork,vfork,clone3,clone,socket,connect,bind",
                    "-o",
                    "trace", TestProject.binary,
                ] + verb
            ).result()
            #expect(result.status == 0, "\(verb): \(result.all)")
            let calls = try project.read("trace").split(separator: "\n").map { line in
                String(line.drop { $0.isNumber || $0 == " " })
            }
            let programs = calls.filter { $0.hasPrefix("execve") }
            #expect(programs.count == 1, "\(verb): \(programs)")
            let sockets = calls.filter { call in ["socket(", "connect(", "bind("].contains(where: call.hasPrefix) }
            // The C library asks for the caller's name at nscd's local socket; nothing else is connected to.
            let others = sockets.filter { !$0.contains("AF_UNIX") || ($0.hasPrefix("connect") && !$0.contains("nscd")) }
            #expect(others.isEmpty, "\(verb): \(others)")
            // Threads share the memory; a process of its own would not.
            let processes = calls.filter { call in
                ["fork(", "vfork(", "clone(", "clone3("].contains(where: call.hasPrefix)
                    && !call.contains("CLONE_THREAD")
            }
            #expect(processes.isEmpty, "\(verb): \(processes)")
        }
    }
}
