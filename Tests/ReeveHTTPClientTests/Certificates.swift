import TestSupport

/// An authority and what it has signed, made by openssl in a folder of the test.
struct Certificates {
    struct Failed: Error { let output: String }

    let folder: String

    /// Makes `ca`, `other` (an authority that nobody trusts), `server` (127.0.0.1 and localhost), `elsewhere` (another
    /// name), `expired` and `client`, each as `NAME.pem` with `NAME.key`.
    init(in folder: String) throws {
        self.folder = folder
        for name in ["ca", "other"] {
            try openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE", "-keyout", path("\(name).key"),
                "-out", path("\(name).pem"))
        }
        try sign("server", names: "IP:127.0.0.1,DNS:localhost")
        try sign("elsewhere", names: "DNS:elsewhere.example")
        try sign("expired", names: "IP:127.0.0.1", days: "-1")
        try sign("client", names: "DNS:client")
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func bytes(_ name: String) throws -> [UInt8] { try TestFolder.read(path(name)) }

    private func sign(_ name: String, names: String, days: String = "2") throws {
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", path("\(name).key"), "-out", path("\(name).csr"))
        try TestFolder.write(Array("subjectAltName=\(names)\n".utf8), to: path("\(name).ext"))
        try openssl(
            "x509", "-req", "-in", path("\(name).csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-days", days, "-extfile", path("\(name).ext"), "-out", path("\(name).pem"))
    }

    private func openssl(_ arguments: String...) throws {
        guard let run = Program.run("openssl", arguments) else { throw Failed(output: "openssl is not there") }
        guard run.status == 0 else { throw Failed(output: run.output) }
    }
}
