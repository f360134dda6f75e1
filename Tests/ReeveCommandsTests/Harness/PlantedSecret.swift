import Foundation

/// A connection that reads two secrets, and whose server says them everywhere and in many forms.
enum PlantedSecret {
    /// The characters that encodings treat each in their own way.
    static let value = "pl4nted/S+cret \"9f3c\"=é&end"
    /// A second one, of several lines.
    static let pem =
        "-----BEGIN " + "PRIVATE KEY-----\n" + "MC4CAQAwBQYDK2VwBCIEIJq1dZk3pLr8sT0aPlantedKeyBody0123456789ABCDE\n"
        + "FGhijklmnopqrstuvwxyzPlantedSecondLine0123456789\n-----END " + "PRIVATE KEY-----"

    static let environment = ["PLANTED": value, "PLANTED_KEY": pem]

    static let manifests = """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: aid, organization: acme, environment: dev}
        spec: {transport: stdio, command: [talker, --forms], inheritEnv: [PATH], env: {TEXT: "env:PLANTED", KEY: "env:PLANTED_KEY"}}
        ---
        apiVersion: reeve/v1
        kind: Agent
        metadata: {name: bot, organization: acme, environment: dev}
        spec: {connection: aid, tools: [aid/*]}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: guard, organization: acme}
        spec:
          bindings: [{scope: org, id: acme}]
          rules: [{id: calls, action: tool.invoke, target: tool:aid/*, effect: allow}]

        """

    /// What of the secrets lies in the data, by name of the form; parts of them too.
    static func leaks(in data: Data) -> [String] {
        forms.filter { data.range(of: $0.bytes) != nil }.map(\.name)
    }

    /// Pieces that no other text has, in the forms in which text travels.
    private static let forms: [(name: String, bytes: Data)] = {
        var found: [(name: String, bytes: Data)] = []
        func add(_ name: String, _ text: String) { found.append((name, Data(text.utf8))) }
        for piece in ["pl4nted/S", "S+cret \"9", "9f3c\"=é&", "PlantedKeyBody", "PlantedSecondLine"] {
            let bytes = Data(piece.utf8)
            add("plain", piece)
            add("hex", bytes.map { String(format: "%02x", $0) }.joined())
            add("HEX", bytes.map { String(format: "%02X", $0) }.joined())
            add("colons", bytes.map { String(format: "%02x", $0) }.joined(separator: ":"))
            add("\\x", bytes.map { String(format: "\\x%02x", $0) }.joined())
            add("%", bytes.map { String(format: "%%%02X", $0) }.joined())
            let once = piece.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            if once != piece {
                add("URL", once)
                add("URL twice", once.replacingOccurrences(of: "%", with: "%25"))
            }
            for lead in ["", "a", "ab"] {
                // Without what depends on the neighbours.
                let base = Data((lead + piece).utf8).base64EncodedString().dropFirst(4).prefix(piece.utf8.count - 3)
                add("Base 64", String(base))
                for outer in ["", "a", "ab"] {
                    let twice = Data((outer + base).utf8).base64EncodedString().dropFirst(4).prefix(base.utf8.count)
                    add("Base 64 twice", String(twice))
                }
            }
            var json = piece
            for _ in 0..<3 {
                json = String(
                    (try? JSONEncoder().encode(json)).map { String(decoding: $0, as: UTF8.self) }?.dropFirst()
                        .dropLast() ?? "")
                add("JSON", json)
            }
        }
        return found
    }()
}
