import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

extension Listing {
    static func tools(_ tools: [ToolListOperation.Tool]) -> Listing {
        Listing(
            [
                .init("SCOPE"), .init("TOOL"), .init("VERSION"), .init("STATUS"), .init("PIN"), .init("RISK"),
                .init("TRAITS"), .init("ENABLED"),
                .init("SYNCED", wide: true), .init("DIGEST", wide: true),
            ], rows: tools.map(row), empty: "no tools found; 'reeve tools sync' takes them from the servers")
    }

    private static func row(_ tool: ToolListOperation.Tool) -> Row {
        let (spec, definition) = (tool.spec, tool.definition)
        // A risk or trait that nobody has declared counts as the most dangerous one.
        let risk = spec?.risk?.rawValue ?? "high"
        let traits = spec?.traits.map { $0.isEmpty ? "none" : $0.map(\.rawValue).joined(separator: " ") } ?? "all"
        let scope = tool.scope.description
        let version = definition?.version ?? "-"
        let status = definition?.status.rawValue ?? "not synced"
        let synced = definition?.syncedAt.description ?? "-"
        var json: JSONObject = [
            "scope": .string(scope), "tool": .string(tool.address), "version": .string(version),
            "status": .string(status), "pin": .string(tool.pin.rawValue),
            "risk": .string(risk), "declared": .bool(spec != nil), "enabled": .bool(spec?.isEnabled ?? true),
            "synced_at": .string(synced),
        ]
        json["definition"] = definition.flatMap { try? JSONParser.parse($0.definition) }
        return Row(
            name: scope + "/" + tool.address,
            cells: [
                scope, tool.address, version, status, tool.pin.rawValue, spec?.risk == nil ? "(high)" : risk,
                spec?.traits == nil ? "(all)" : traits,
                (spec?.isEnabled ?? true) ? "yes" : "no", synced, definition?.digest.short ?? "-",
            ], json: .object(json))
    }
}
