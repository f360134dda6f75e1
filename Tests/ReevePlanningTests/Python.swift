import Glibc
import ReeveJSON

/// Runs a check in Python, which reads JSON and YAML by programs of other hands.
enum Python {
    /// - Returns: what the script prints, given `input` as the file `sys.argv[1]`.
    static func run(_ script: String, input: String, arguments: [String] = []) -> String {
        let path = "/tmp/reeve-planning-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        defer {
            unlink(path)
            unlink(path + ".py")
        }
        write(input, to: path)
        write(script, to: path + ".py")
        let command = (["python3", path + ".py", path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        guard let pipe = popen(command + " 2>&1", "r") else { return "cannot start python3" }
        var out: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            out += buffer[..<count]
        }
        pclose(pipe)
        return String(decoding: out, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        defer { fclose(file) }
        _ = Array(text.utf8).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    }
}
