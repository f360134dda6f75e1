/// Checks in Python, which reads JSON, YAML, SQLite and time zones by programs of other hands.
package enum Python {
    /// Whether python3 runs and can import `module`.
    package static func has(_ module: String) -> Bool { run("import " + module)?.status == 0 }

    /// Runs a program that is given as text; nil if python3 is not there.
    ///
    /// - Parameters:
    ///   - arguments: `sys.argv[1]` and those after it.
    ///   - input: the content of a file that comes before `arguments`.
    package static func run(_ program: String, _ arguments: [String] = [], input: String? = nil) -> Program? {
        guard let input else { return Program.run("python3", ["-c", program] + arguments) }
        return try? TestFolder.with { folder in
            try TestFolder.write(Array(input.utf8), to: folder + "/input")
            return run(program, [folder + "/input"] + arguments)
        }
    }

    /// Runs a script of the folder `Independent` of the test target that calls.
    package static func script(_ name: String, _ arguments: [String], of file: String = #filePath) -> Program? {
        Program.run("python3", [TestFolder.target(of: file) + "/Independent/" + name] + arguments)
    }
}
