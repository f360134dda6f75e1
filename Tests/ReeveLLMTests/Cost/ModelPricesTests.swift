import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ModelPricesTests {
    private func at(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test func thePriceInForceIsTheOneThatBeganLast() throws {
        let prices = ModelPrices([
            ModelPrice(model: "m", from: try at("2026-03-01T00:00:00Z"), input: 3, output: 3),
            ModelPrice(model: "m", from: try at("2026-01-01T00:00:00Z"), input: 1, output: 1),
            ModelPrice(model: "m", from: try at("2026-02-01T00:00:00Z"), input: 2, output: 2),
        ])
        #expect(prices.price(of: "m", at: try at("2025-12-31T23:59:59Z")) == nil)
        #expect(prices.price(of: "m", at: try at("2026-01-01T00:00:00Z"))?.input == 1)
        #expect(prices.price(of: "m", at: try at("2026-02-28T23:59:59.999999Z"))?.input == 2)
        #expect(prices.price(of: "m", at: try at("2027-01-01T00:00:00Z"))?.input == 3)
        #expect(prices.price(of: "n", at: try at("2027-01-01T00:00:00Z")) == nil)
    }

    @Test func anExactNameGoesBeforeAPatternAndALongPatternBeforeAShortOne() throws {
        let now = try at("2026-01-01T00:00:00Z")
        let prices = ModelPrices([
            ModelPrice(model: "*", from: now, input: 1, output: 0), ModelPrice(model: "gpt-*", input: 2, output: 0),
            ModelPrice(model: "gpt-4o-*", input: 3, output: 0), ModelPrice(model: "gpt-4o-mini", input: 4, output: 0),
            ModelPrice(model: "gpt-4o-mini", from: now.advanced(by: .seconds(1)), input: 5, output: 0),
        ])
        for (model, input) in [("gpt-4o-mini", 4), ("gpt-4o-x", 3), ("gpt-5", 2), ("meta/llama3:8b", 1)] {
            #expect(prices.price(of: model, at: now)?.input == Int64(input))
        }
    }

    @Test func aStarStandsForAnyText() {
        let cases: [(String, String, Bool)] = [
            ("*", "", true), ("a*", "a", true), ("a*", "b", false), ("*a", "ba", true), ("a*b*c", "axbybzc", true),
            ("a*b*c", "axc", false), ("a?", "ab", false), ("", "", true), ("", "a", false), ("**", "a/b:c", true),
            ("*aab", "aaaab", true),
        ]
        for (pattern, text, fits) in cases {
            #expect(ModelPrice(model: pattern, input: 0, output: 0).matches(text) == fits, "\(pattern) \(text)")
        }
    }

    @Test func costIsRoundedUpAndCachedInputHasItsPrice() {
        let price = ModelPrice(model: "m", input: 2_500_000, output: 10_000_000, cached: 1_250_000)
        #expect(price.cost(of: ModelUsage(input: 1_000, output: 100, cached: 400)) == 1_500 + 500 + 1_000)
        #expect(price.cost(of: ModelUsage(input: 1, output: 0)) == 3)
        #expect(price.cost(of: ModelUsage(input: 0, output: 0)) == 0)
        let plain = ModelPrice(model: "m", input: 2_000_000, output: 0)
        #expect(plain.cost(of: ModelUsage(input: 10, output: 0, cached: 5)) == 20)
        #expect(plain.cost(of: ModelUsage(input: 10, output: 0, cached: 50)) == 20)
    }

    @Test func noAmountOverflows() {
        let price = ModelPrice(model: "m", input: .max, output: .max, cached: .max)
        #expect(price.cost(of: ModelUsage(input: .max, output: .max, cached: .max)) == .max)
        #expect(price.cost(of: ModelUsage(input: .min, output: .min, cached: .min)) == 0)
        let negative = ModelPrice(model: "m", input: -5, output: .min)
        #expect(negative.cost(of: ModelUsage(input: 1_000_000, output: 1_000_000)) == 0)
    }

    @Test func noUsageWithinACeilingCostsMoreThanTheCeiling() throws {
        var generator = SeededGenerator(seed: SeededGenerator.chosenSeed())
        for _ in 0..<2_000 {
            let price = ModelPrice(
                model: "m", input: .random(in: 0...1 << 40, using: &generator),
                output: .random(in: 0...1 << 40, using: &generator),
                cached: Bool.random(using: &generator) ? .random(in: 0...1 << 40, using: &generator) : nil)
            let ceiling = TokenCeiling(
                requestBytes: .random(in: 0...1 << 20, using: &generator),
                outputTokensMax: .random(in: 1...1 << 20, using: &generator))
            let most = try #require(price.cost(of: ceiling))
            let input = Int.random(in: 0...ceiling.input, using: &generator)
            let usage = ModelUsage(
                input: input, output: .random(in: 0...(ceiling.output ?? 0), using: &generator),
                cached: .random(in: 0...input, using: &generator))
            #expect(price.cost(of: usage) <= most, "seed \(generator.seed)")
        }
        #expect(
            ModelPrice(model: "m", input: 1, output: 1).cost(of: TokenCeiling(requestBytes: 1, outputTokensMax: nil))
                == nil)
    }
}
