import Foundation
import ReeveMCP
import TestSupport
import Testing

@Suite struct StdioLaunchTests {
    @Test(arguments: ["no-such-command-anywhere", "/no/such/path", "./stand_in.py", "/etc/passwd", "/tmp"])
    func aMissingCommandIsPermanent(name: String) async {
        let launch = StdioLaunch(
            command: [name], workingDirectory: "/", environment: ["PATH": "/usr/bin:/bin"], launcherPath: nil)
        let error = await errorOf { try await ChildProcess.spawn(launch) }
        #expect(error?.code == .commandNotFound)
        #expect(error?.isRetryable == false)
    }

    @Test func theCommandIsLookedUpInThePATHOfTheChild() throws {
        try TestFolder.with { folder in
            let file = folder + "/only-here"
            try TestFolder.write(Array("#!/bin/sh\n".utf8), to: file)
            var launch = StdioLaunch(
                command: ["only-here"], workingDirectory: folder, environment: ["PATH": "/bin:\(folder)"])
            #expect(throws: MCPError.self) { try launch.executablePath() }  // not executable
            chmod(file, 0o755)
            #expect(try launch.executablePath() == file)
            launch.command = ["./only-here"]
            #expect(try launch.executablePath().hasSuffix("/./only-here"))
            // Relative entries, and the empty one that means the working directory, are passed over.
            launch.command = ["only-here"]
            for path in [":", ".", "", "/bin::/usr/bin"] {
                launch.environment = ["PATH": path]
                #expect(throws: MCPError.self) { try launch.executablePath() }
            }
        }
    }

    @Test func impossibleLaunchesAreRefused() async {
        let python = StandIn.python
        let launches = [
            StdioLaunch(command: []), StdioLaunch(command: [""]), StdioLaunch(command: [python, "a\0b"]),
            StdioLaunch(command: [python], environment: ["A=B": "c"]),
            StdioLaunch(command: [python], workingDirectory: "/no/such/folder"),
            StdioLaunch(command: [python], limits: ProcessLimits(cpuSeconds: 1), launcherPath: nil),
        ]
        for launch in launches {
            #expect(await errorOf { try await ChildProcess.spawn(launch) }?.code == .launchInvalid)
        }
    }
}
