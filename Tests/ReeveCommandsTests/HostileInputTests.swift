import Foundation
import TestSupport
import Testing

/// Manifests that nobody would write by accident: each is refused with a place or a reason, quickly.
@Suite struct HostileInputTests {
    /// What `validate` is given as a file of this name, and the code that it must say.
    static let cases: [Named<(content: @Sendable () -> Data, code: String)>] = [
        Named("flow.yaml", ({ Data(("a: " + String(repeating: "[", count: 200_000)).utf8) }, "yaml.too-deep")),
        Named("json.json", ({ Data(String(repeating: "[", count: 200_000).utf8) }, "yaml.too-deep")),
        Named("bomb.yaml", ({ Data(aliasBomb.utf8) }, "yaml.alias-expansion")),
        Named("latin.yaml", ({ Data("kind: Caf".utf8) + Data([0xE9, 0x0A]) }, "source.invalid-utf8")),
        Named("nul.yaml", ({ Data("kind: User\n".utf8) + Data([0]) + Data("spec: {}\n".utf8) }, "source.nul-byte")),
        Named("program.yaml", ({ Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0xFF, 0xFE]) }, "source.")),
        Named("cycle.yaml", ({ Data("a: &x {b: *x}\n".utf8) }, "yaml.alias-cycle")),
        Named(
            "long.yaml", ({ Data(("a: " + String(repeating: "x", count: 5 << 20)).utf8) }, "yaml.document-too-large")),
        Named("escape.yaml", ({ Data("kind: \u{1B}[31mUser\n".utf8) }, "yaml.control-character")),
        Named("empty-key.yaml", ({ Data("? [a, b]\n: c\n".utf8) }, "yaml.complex-key")),
    ]

    private static let aliasBomb: String = {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        return text
    }()

    @Test(arguments: cases)
    func refusedWithACode(file: Named<(content: @Sendable () -> Data, code: String)>) async throws {
        let project = try TestProject()
        try project.write(file.name, file.value.content())
        let result = try await project.expect(3, "validate", file.name)
        #expect(result.error.contains("[\(file.value.code)"), "\(result.all.prefix(2_000))")
        #expect(!result.error.contains("\u{1B}"), "no control character of the input reaches the terminal")
        #expect(result.error.utf8.count < 100_000)
        // The other reading verbs take the same way.
        try await project.expect(3, "plan", file.name)
    }

    @Test func aHugeSparseFileIsRefusedUnread() async throws {
        let project = try TestProject()
        try await project.python("open('huge.yaml', 'wb').truncate(1 << 30)")
        // Processor time, as other tests run at the same time; reading the file would take far more.
        let output = try await project.python(
            """
            import resource, subprocess, sys
            run = subprocess.run([sys.argv[1], 'validate', 'huge.yaml'], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            usage = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(run.returncode, usage.ru_utime + usage.ru_stime < 0.3, '[source.too-large]' in run.stderr)
            """, TestProject.binary)
        #expect(output == "3 True True\n")
    }

    @Test func aHugeStandardInputIsCutOff() async throws {
        let project = try TestProject()
        let output = try await project.python(
            """
            import subprocess, sys
            run = subprocess.Popen([sys.argv[1], 'validate', '-'], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            chunk, sent = b'# comment\\n' * 100_000, 0
            try:
                while sent < 1 << 30: run.stdin.write(chunk); sent += len(chunk)
            except BrokenPipeError: pass
            try: run.stdin.close()
            except BrokenPipeError: pass
            error = run.stderr.read().decode()
            print(run.wait(), sent < 200_000_000, '[source.too-large]' in error)
            """, TestProject.binary)
        #expect(output == "3 True True\n")
    }

    @Test func aPipeIsNoManifest() async throws {
        let project = try TestProject()
        try await project.python("import os; os.mkfifo('pipe.yaml')")
        let result = try await project.start([TestProject.binary, "validate", "pipe.yaml"]).result(
            deadline: .seconds(10))
        #expect(result.status == 3)
        #expect(result.error.contains("[source.not-a-file]"), "\(result.all)")
        for device in ["/dev/zero", "/dev/null"] {
            let result = try await project.expect(3, "validate", device)
            #expect(result.error.contains("[source.not-a-file]"), "\(result.all)")
        }
    }

    @Test func aFolderWithoutPermissionIsAMistakeAndNotEmpty() async throws {
        let project = try TestProject.sample()
        chmod(project.folder.path, 0o755)
        chmod(project.url("manifests").path, 0o755)
        chmod(project.url("manifests/dev").path, 0)
        // The superuser may read everything, so the command runs as nobody.
        let output = try await project.python(
            """
            import os, subprocess, sys
            def drop():
                if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)
            try:
                run = subprocess.run([sys.argv[1], 'validate'], preexec_fn=drop, capture_output=True, text=True)
                print(run.returncode, 'source.unreadable' in run.stderr, run.stderr)
            except PermissionError: print('the binary is out of reach of nobody')
            """, TestProject.binary)
        if output.hasPrefix("the binary") { return print("not run: \(output)") }
        #expect(output.hasPrefix("3 True"), "\(output)")
    }

    @Test func thousandsOfDocumentsAreRead() async throws {
        let project = try TestProject.sample()
        var text = ""
        for number in 1...5_000 {
            text +=
                "---\napiVersion: reeve/v1\nkind: User\nmetadata: {name: u\(number)}\nspec: {email: u\(number)@acme.example}\n"
        }
        try project.write("manifests/many.yaml", text)
        #expect(try await project.expect(0, "validate").output == "5010 objects are valid.\n")
        try await project.expect(0, "apply", "--yes")
        #expect(try await project.expect(0, "apply", "--yes").output == "No changes.\n")
    }

    @Test func thousandsOfMistakesAreAllReported() async throws {
        let project = try TestProject()
        try project.write(
            "many.yaml", String(repeating: "---\napiVersion: reeve/v1\nkind: Usr\nmetadata: {name: a}\n", count: 5_000)
        )
        let result = try await project.expect(3, "validate", "many.yaml")
        #expect(result.error.hasSuffix("5000 errors.\n") || result.output.hasSuffix("5000 errors.\n"))
    }

    /// Two dozen mistakes in one file: all of them come in one run, each with its place.
    @Test func everyMistakeComesInOneRun() async throws {
        let project = try TestProject()
        try project.copy(from: TestProject.scenarios.appending(path: "many-mistakes"))
        let result = try await project.expect(3, "validate", "-o", "short")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count >= 20)
        // One note is about all references together.
        for line in lines where !line.hasPrefix("note: ") {
            #expect(line.hasPrefix("manifests/wrong.yaml:"), "\(line)")
        }
        let codes = Set(lines.compactMap { $0.split(separator: "[").last.map(String.init) })
        #expect(codes.count >= 15, "\(codes.sorted())")
    }
}
