import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct ProviderPricingCheckTests {
    private func priced(_ model: String, _ year: Int) -> String {
        "{model: \(model), from: '\(year)-01-01T00:00:00Z', in: \(year), out: 1}"
    }

    private func says(_ prices: [String]) async throws -> [String] {
        try await ManifestSample.diagnostics(
            ManifestSample.ground
                + ManifestSample.document(
                    "ModelProvider", "name: p, organization: acme",
                    "{type: ollama, pricing: [\(prices.joined(separator: ", "))]}")
        ).map { "\($0.code) \($0.message)" }
    }

    @Test func pricesStandInOrderAndOnce() async throws {
        #expect(try await says([priced("a", 2025), priced("a", 2026), priced("b", 2024)]) == [])
        #expect(
            try await says([priced("a", 2026), priced("a", 2025)])
                == ["provider.pricing ModelProvider 'p' has a price of 'a' behind a later one"])
        #expect(
            try await says([priced("a", 2026), priced("a", 2026)])
                == ["provider.pricing ModelProvider 'p' has two prices of 'a' from 2026-01-01T00:00:00Z on"])
        #expect(
            try await says([priced("a", 2025), priced("b", 2025), priced("a", 2026)])
                == ["provider.pricing ModelProvider 'p' has prices of 'a' in two places"])
    }

    @Test func thePriceOfAnInstantIsTheLastThatBegan() throws {
        let set = try ManifestSample.load(
            ManifestSample.document(
                "ModelProvider", "name: p, organization: acme",
                "{type: ollama, pricing: [\(priced("a", 2025)), \(priced("a", 2026)), \(priced("b", 2020))]}"))
        let spec = try ModelProviderSpec(try #require(set.objects.first).specValue)
        func price(_ model: String, _ instant: String) throws -> Int64? {
            spec.price(of: model, at: try #require(Timestamp(instant)))?.input
        }
        #expect(try price("a", "2024-12-31T23:59:59Z") == nil)
        #expect(try price("a", "2025-12-31T23:59:59Z") == 2025)
        #expect(try price("a", "2026-01-01T00:00:00Z") == 2026)
        #expect(try price("c", "2026-01-01T00:00:00Z") == nil)
    }
}
