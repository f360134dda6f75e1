import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ToldUsageTests {
    private let ceiling = TokenCeiling(requestBytes: 976, outputTokensMax: 500)

    private func checked(_ input: Int?, _ output: Int?, _ cached: Int? = nil, text: Int = 100) -> ModelUsage? {
        ToldUsage(input: input, output: output, cached: cached)
            .checked(against: ceiling, textBytes: text, responseBytes: 300)
    }

    @Test func whatCanBeTrueIsTakenAsTold() {
        #expect(checked(200, 25, 150) == ModelUsage(input: 200, output: 25, cached: 150))
        // More tokens than bytes came: the model thought without showing it.
        #expect(checked(200, 450) == ModelUsage(input: 200, output: 450))
    }

    @Test func whereNothingIsToldThereIsNoUsage() {
        #expect(checked(nil, nil) == nil)
        #expect(checked(nil, nil, 5) == nil)
    }

    @Test func aMissingOrImpossibleCountBecomesItsBound() {
        let bounded = ModelUsage(input: 2_000, output: 300, isBounded: true)
        for (input, output) in [(-1, -1), (.min, .min), (.max, .max), (2_001, 501)] {
            #expect(checked(input, output) == bounded, "\(input) \(output)")
        }
        #expect(checked(nil, 25) == ModelUsage(input: 2_000, output: 25, isBounded: true))
        #expect(checked(200, nil) == ModelUsage(input: 200, output: 300, isBounded: true))
    }

    @Test func muchTextIsNotFree() {
        #expect(checked(200, 0, text: 25_600) == ModelUsage(input: 200, output: 100, isBounded: true))
        #expect(checked(200, 0, text: 0) == ModelUsage(input: 200, output: 0))
    }

    @Test func aCachedCountThatCannotBeIsNone() {
        for cached in [-1, 201, .max, .min] {
            #expect(checked(200, 25, cached) == ModelUsage(input: 200, output: 25, isBounded: true))
        }
    }

    @Test func withoutABoundOnOutputTheBytesStandIn() {
        let open = TokenCeiling(requestBytes: 976, outputTokensMax: nil)
        let absurd = ToldUsage(input: 1, output: .max).checked(against: open, textBytes: 10, responseBytes: 300)
        #expect(absurd == ModelUsage(input: 1, output: 300, isBounded: true))
    }
}
