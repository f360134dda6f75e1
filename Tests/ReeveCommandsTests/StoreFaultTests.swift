import Foundation
import Testing

/// Stores that are in the way, damaged, full or of another program: a clear error, and nothing lost.
@Suite struct StoreFaultTests {
    private func expect(
        _ project: TestProject, _ code: String, status: Int32 = 1, _ arguments: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await project.start([TestProject.binary] + arguments).result()
        #expect(
            result.status == status && result.error.contains("[\(code)]"), "\(arguments): \(result.all)",
            sourceLocation: sourceLocation)
        #expect(result.output.isEmpty || arguments[0] == "apply", sourceLocation: sourceLocation)
    }

    @Test func aTextFileIsNoStoreAndStaysAsItIs() async throws {
        let project = try TestProject.sample()
        let text = String(repeating: "these are no rows\n", count: 500)
        try project.write("notes.txt", text)
        for verb in [["plan"], ["apply", "--yes"], ["get", "all"], ["store", "check"], ["audit", "list"]] {
            try await expect(project, "store.not-a-database", verb + ["--store", "sqlite:notes.txt"])
        }
        #expect(try project.read("notes.txt") == text)
    }

    @Test func aDatabaseOfAnotherProgramIsLeftAlone() async throws {
        let project = try TestProject.sample()
        try await project.python(
            """
            import sqlite3
            connection = sqlite3.connect('other.db')
            connection.execute('CREATE TABLE address (name TEXT)'); connection.commit()
            """)
        let before = try Data(contentsOf: project.url("other.db"))
        for verb in [["plan"], ["apply", "--yes"]] {
            try await expect(project, "store.not-a-database", verb + ["--store", "sqlite:other.db"])
        }
        let names = try await project.python(
            "import sqlite3; print(sqlite3.connect('other.db').execute('SELECT name FROM sqlite_master').fetchall())")
        #expect(names == "[('address',)]\n")
        let after = try Data(contentsOf: project.url("other.db"))
        #expect(after == before)
    }

    @Test func aFolderIsNoStore() async throws {
        let project = try TestProject.sample()
        try FileManager.default.createDirectory(at: project.url("folder.db"), withIntermediateDirectories: true)
        for verb in [["plan"], ["apply", "--yes"]] {
            let result = try await project.start(
                [TestProject.binary] + verb + ["--store", "sqlite:folder.db"]
            ).result()
            #expect(result.status == 1, "\(result.all)")
            #expect(result.error.contains("[store."), "\(result.all)")
        }
    }

    @Test func aNewerStoreIsRefused() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.sql("PRAGMA user_version = 99")
        for verb in [["plan"], ["apply", "--yes"], ["get", "all"], ["store", "check"], ["audit", "verify"]] {
            try await expect(project, "store.newer-version", verb)
        }
        try await project.sql("PRAGMA user_version = 2")
        #expect(try await project.expect(0, "apply", "--yes").output == "No changes.\n")
    }

    @Test func aCutStoreIsDamagedAndNotEmpty() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.python(
            """
            import os, sqlite3
            connection = sqlite3.connect('.reeve/reeve.db')
            connection.execute('PRAGMA wal_checkpoint(TRUNCATE)'); connection.close()
            os.truncate('.reeve/reeve.db', os.path.getsize('.reeve/reeve.db') // 2)
            """)
        let result = try await project.start([TestProject.binary, "get", "all", "-o", "name"]).result()
        #expect(result.status == 1, "\(result.all)")
        #expect(result.error.contains("[store.corrupt]"), "\(result.all)")
        let check = try await project.start([TestProject.binary, "store", "check"]).result()
        #expect([1, 7].contains(check.status), "\(check.all)")
    }

    @Test func aPathThatCannotBeWrittenIsReadOnly() async throws {
        let project = try TestProject.sample()
        let result = try await project.expect(1, "apply", "--yes", "--store", "sqlite:/proc/reeve.db")
        #expect(result.error.contains("[store."), "\(result.all)")
        // Reading takes a store that is not there for an empty one and makes nothing.
        try await project.expect(0, "plan", "--store", "sqlite:no/such/folder/reeve.db")
        #expect(!FileManager.default.fileExists(atPath: project.url("no").path))
    }

    @Test func aReadOnlyStoreCanBeReadAndNotWritten() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try project.edit("manifests/dev/limits.yaml", "capacity: 60", "capacity: 50")
        let output = try await project.python(
            """
            import os, subprocess, sys
            os.chmod('.', 0o755); os.chmod('.reeve', 0o555)
            for name in os.listdir('.reeve'): os.chmod('.reeve/' + name, 0o444)
            def drop():
                if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)
            def run(*arguments):
                run = subprocess.run([sys.argv[1], *arguments], preexec_fn=drop, capture_output=True, text=True)
                print(run.returncode, '[store.read-only]' in run.stderr, run.stderr.strip())
            try: run('apply', '--yes'); run('get', 'all')
            except PermissionError: print('the binary is out of reach of nobody')
            """, TestProject.binary)
        #expect(output.hasPrefix("1 True"), "\(output)")
        try await project.python(
            "import os; os.chmod('.reeve', 0o755); [os.chmod('.reeve/' + name, 0o600) for name in os.listdir('.reeve')]"
        )
        try await project.expect(0, "apply", "--yes")
    }

    /// A file that may not grow, as with a quota: the write fails, and what was there is there.
    @Test func aFileThatMayNotGrowLosesNothing() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        let before = try await project.dump()
        var text = ""
        for number in 1...2_000 {
            text +=
                "---\napiVersion: reeve/v1\nkind: User\nmetadata: {name: u\(number)}\nspec: {email: u\(number)@acme.example}\n"
        }
        try project.write("manifests/many.yaml", text)
        let result = try await project.start([
            "/bin/sh", "-c", "trap '' XFSZ; ulimit -f 1200; exec \"$0\" apply --yes", TestProject.binary,
        ]).result()
        #expect(result.status == 1, "\(result.error)")
        #expect(result.error.contains("[store."), "\(result.error)")
        #expect(try await project.dump() == before)
        try await project.expect(0, "store", "check")
        try await project.expect(0, "audit", "verify")
        try await project.expect(0, "apply", "--yes")
    }

    /// A small file system of its own, where this machine lets us mount one.
    @Test func aFullDiskLosesNothing() async throws {
        let project = try TestProject.sample()
        var text = ""
        for number in 1...3_000 {
            text +=
                "---\napiVersion: reeve/v1\nkind: User\nmetadata: {name: u\(number)}\nspec: {email: u\(number)@acme.example}\n"
        }
        try project.write("more/many.yaml", text)
        try project.write(
            "full.sh",
            """
            mkdir disk && mount -t tmpfs -o size=900k tmpfs disk || { echo skipped; exit 0; }
            export REEVE_STORE=sqlite:disk/reeve.db
            reeve apply --yes -q > /dev/null || echo "first apply failed"
            reeve apply manifests more --yes -q > /dev/null 2> error; echo "status $?"
            grep -o '\\[store.full\\]' error || cat error
            reeve store check; reeve audit verify > /dev/null && echo verified
            reeve get all -o name | wc -l
            """)
        let result = try await project.start(["/usr/bin/unshare", "-m", "/bin/sh", "full.sh"]).result()
        if result.output.hasPrefix("skipped") || result.error.contains("unshare") {
            return print("not run: no file system can be mounted here")
        }
        #expect(result.output == "status 1\n[store.full]\nok\nverified\n10\n", "\(result.all)")
    }

    /// In a folder of another user the store may hold anything; it is not taken for empty.
    ///
    /// Where the tests run as root, the folder is given away, and the binary runs without what makes root pass every mode
    /// (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH). It stays root, so that it reaches itself and its libraries.
    @Test func aStoreThatCannotBeReachedIsNotEmpty() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        let output = try await project.python(
            """
            import ctypes, os, subprocess, sys
            isRoot, owner = os.geteuid() == 0, os.stat('.reeve')
            libc = ctypes.CDLL(None, use_errno=True)
            def drop():
                for capability in [1, 2] if isRoot else []:
                    if libc.prctl(24, capability, 0, 0, 0) != 0: raise OSError(ctypes.get_errno(), 'prctl')
            os.chmod('.reeve', 0o700 if isRoot else 0o000)
            if isRoot: os.chown('.reeve', 65534, 65534)
            for line in sys.argv[2:]:
                run = subprocess.run([sys.argv[1], *line.split()], preexec_fn=drop, capture_output=True, text=True)
                print(run.returncode, 'Permission denied' in run.stderr, repr(run.stdout), run.stderr)
            if isRoot: os.chown('.reeve', owner.st_uid, owner.st_gid)
            os.chmod('.reeve', 0o700)
            """, TestProject.binary, "plan", "diff", "apply --yes", "runs list", "get all", "export", "audit list",
            "history", "store info", "run --dry-run", "run")
        if output.hasPrefix("the binary") { return print("not run: \(output)") }
        let lines = output.split(separator: "\n").filter { $0.hasPrefix("1 True ''") }
        #expect(lines.count == 11, "\(output)")
    }

    @Test(arguments: [
        ("foo", "store.address", "write sqlite:foo"), ("mysql://x/y", "store.address", "the kind 'mysql'"),
        ("postgres://x", "store.not-available", "not available in this version"),
        ("postgresql://u:p@h/d", "store.not-available", "not available"), ("sqlite:", "store.address", "names no file"),
        ("sqlite://a/b.db", "store.address", "write sqlite:PATH"),
    ])
    func aStoreIsNamedWithItsSchemeOrRefused(text: String, code: String, says: String) async throws {
        let project = try TestProject.sample()
        let names = try FileManager.default.contentsOfDirectory(atPath: project.folder.path).sorted()
        for verb in [["plan"], ["apply", "--yes"], ["runs", "list"], ["store", "init"]] {
            let result = try await project.start([TestProject.binary] + verb + ["--store", text]).result()
            #expect(result.status == 3 && result.error.contains("[\(code)]"), "\(result.all)")
            #expect(result.error.contains(says) && result.output.isEmpty, "\(result.all)")
            let variable = try await project.start([TestProject.binary] + verb, environment: ["REEVE_STORE": text])
                .result()
            #expect(variable.status == 3, "\(variable.all)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.folder.path).sorted() == names)
    }

    /// A first plan compares with nothing; who asks for what was done needs a store.
    @Test func onlyAPlanTakesAMissingStoreForAnEmptyOne() async throws {
        let project = try TestProject.sample()
        for verb in [
            "get all", "runs list", "batches list", "audit list", "history", "export", "store info", "tools list",
        ] {
            let arguments = [TestProject.binary] + verb.split(separator: " ").map(String.init)
            let result = try await project.start(arguments).result()
            #expect(result.status == 3 && result.error.contains("[store.missing]"), "\(verb): \(result.all)")
            #expect(result.output.isEmpty)
        }
        #expect(try await project.expect(0, "plan").error.isEmpty)
        let named = try await project.expect(0, "plan", "--store", "sqlite:mistyped.db")
        #expect(named.error == "there is no store at 'sqlite:mistyped.db' yet\n")
    }

    @Test func whatAFileSaysIsNotReplacedWhenItCannotBeReached() async throws {
        let project = try TestProject.sample()
        try project.write("sealed/reeve.lock", "{}\n")
        try project.write("real/x", "")
        // A lock file in a folder that may not be entered is not a missing one.
        try FileManager.default.createSymbolicLink(
            atPath: project.url("reeve.lock").path, withDestinationPath: "reeve.lock")
        let result = try await project.expect(3, "plan")
        #expect(result.error.contains("reeve.lock"), "\(result.all)")
    }
}
