import Foundation
import Testing

/// Arguments reach a server with their numbers as they were written.
@Suite(.timeLimit(.minutes(15))) struct NumberTests {
    private static let long = "12345678901234567890123"

    private static func batch(_ number: String) -> String {
        """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: numbers, organization: acme, environment: dev}
        spec:
          items:
            - name: first
              toolRun: {agent: bot, tool: aid/say, input: {text: \(number)}}
              expect: [{path: /content/0/text, equals: "\(number)"}]

        """
    }

    @Test(arguments: ["2.0", long, "1.50", "-0.0"])
    func aCallByHandSendsWhatWasTyped(number: String) async throws {
        let project = try await TestProject.working()
        let call = try await project.expect(
            0, "tools", "call", "aid/say", "--agent", "bot", "--input", "{\"text\": \(number)}")
        // Python prints a float in its shortest form, and never as an integer.
        #expect(call.output == (number == "1.50" ? "1.5" : number) + "\n")
    }

    @Test func aBatchSendsWhatItsFileSaysAlsoOutOfTheStore() async throws {
        let project = try await TestProject.working()
        for number in ["2.0", Self.long] {
            try project.write("jobs/numbers.yaml", Self.batch(number))
            try await project.expect(0, "run", "-f", "jobs/numbers.yaml")
        }
        try FileManager.default.removeItem(at: project.url("jobs/numbers.yaml"))
        try project.write("manifests/numbers.yaml", Self.batch("2"))
        try await project.expect(0, "apply", "--yes")
        // One value, and another argument: the plan says so.
        try project.write("manifests/numbers.yaml", Self.batch("2.0"))
        let plan = try await project.expect(0, "plan", "--details")
        #expect(plan.output.contains(#"{"text":2} -> {"text":2.0}"#), "\(plan.all)")
        try await project.expect(0, "plan", "--out", "p.plan")
        try await project.expect(0, "apply", "p.plan")
        #expect(try await project.expect(0, "plan").output == "No changes.\n")
        try await project.expect(0, "enqueue", "numbers")
        try await project.expect(0, "run")
        try await project.expect(0, "store", "check")
    }
}
