import Foundation
import Testing

/// A secret that a manifest names is read by nobody who plans, applies or lists. A secret that a manifest spells out is told
/// of.
@Suite struct SecretTests {
    private static let value = "planted-9f3c1a7e-secret"

    @Test func aPlantedSecretAppearsNowhere() async throws {
        let project = try TestProject.sample()
        try project.edit(
            "manifests/dev/agents.yaml", "inheritEnv: [PATH]",
            "inheritEnv: [PATH]\n  env: {GIT_TOKEN: \"env:PLANTED\", OTHER: \"file:token.txt\"}")
        try project.write("token.txt", Self.value + "\n")
        let environment = ["PLANTED": Self.value]
        var outputs = ""
        for arguments in [
            ["validate"], ["plan", "--details"], ["plan", "-o", "json"], ["plan", "--out", "saved.plan"],
            ["apply", "--yes"],
            ["get", "all", "-o", "json"], ["describe", "connection", "git"], ["export"], ["history", "show", "1"],
            ["audit", "list", "-o", "json"], ["store", "info"], ["diff"],
        ] {
            let result = try await project.start([TestProject.binary] + arguments, environment: environment).result()
            #expect(result.status == 0, "\(arguments): \(result.all)")
            outputs += result.output + result.error
        }
        #expect(outputs.contains("env:PLANTED"), "the reference is shown")
        #expect(!outputs.contains(Self.value))
        let files = try await project.python(
            """
            import os, sys
            for folder, _, names in os.walk('.'):
                for name in names:
                    path = os.path.join(folder, name)
                    if path != './token.txt' and sys.argv[1].encode() in open(path, 'rb').read(): print(path)
            """, Self.value)
        #expect(files.isEmpty, "the secret lies in \(files)")
    }

    @Test func aSecretWrittenOutIsRefusedAndNotQuoted() async throws {
        let project = try TestProject.sample()
        try project.write(
            "manifests/dev/http.yaml",
            """
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: caller}
            spec: {mode: caller, inboundAuth: bearer, bearerSecretRef: \(Self.value)}
            """)
        let result = try await project.expect(3, "validate")
        #expect(!result.all.contains(Self.value), "\(result.all)")
    }

    @Test(arguments: ["vault:x/y", "exec:", "ENV:X", "env:", "file:", "Env:X"])
    func whatIsMeantAsAReferenceAndIsNoneIsAMistake(text: String) async throws {
        let project = try TestProject.sample()
        try project.edit(
            "manifests/dev/agents.yaml", "inheritEnv: [PATH]", "inheritEnv: [PATH]\n  env: {GIT_TOKEN: \"\(text)\"}")
        let result = try await project.expect(3, "validate")
        #expect(result.error.contains("secret.reference") || result.error.contains("not-available"), "\(result.all)")
    }

    @Test func aLiteralTokenInTheEnvironmentIsAWarning() async throws {
        let project = try TestProject.sample()
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        try project.edit(
            "manifests/dev/agents.yaml", "inheritEnv: [PATH]",
            "inheritEnv: [PATH]\n  env: {A: \(token), URL: \"http://proxy:3128\", PASSWORD: hunter2hunter2}")
        let result = try await project.expect(0, "validate")
        #expect(result.error.components(separatedBy: "[secret.literal-value]").count == 3, "\(result.all)")
        #expect(!result.all.contains(token) && !result.all.contains("hunter2"))
    }
}
