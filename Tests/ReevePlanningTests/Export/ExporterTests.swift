import ReeveJSON
import ReeveModel
import ReevePlanning
import TestSupport
import Testing

@Suite struct ExporterTests {
    @Test func defaultsAreLeftOutUnlessAsked() {
        let object = Sample.connection("git", env: ["TOKEN": "env:T"])
        let content = PlannedChange.Content(metadata: "{}", spec: object.spec, digest: object.digest)
        #expect(
            Exporter().document(key: object.key, content: content) == """
                apiVersion: reeve/v1
                kind: Connection
                metadata:
                  name: git
                  organization: acme
                  environment: prod
                spec:
                  transport: stdio
                  command: [mcp-server-git]
                  env:
                    TOKEN: env:T

                """)
        #expect(Exporter(withDefaults: true).document(key: object.key, content: content).contains("timeout: 30s"))
    }
}
