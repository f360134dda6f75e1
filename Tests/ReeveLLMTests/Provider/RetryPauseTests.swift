import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct RetryPauseTests {
    @Test func jitterIsFullAndTheBoundDoublesUpToACap() {
        let error = ModelError(.serverError, "")
        let bounds: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(20)]
        for (index, bound) in bounds.enumerated() {
            #expect(RetryPause.pause(after: error, attempt: index + 1, random: 0) == .zero)
            #expect(RetryPause.pause(after: error, attempt: index + 1, random: 1) == bound)
        }
        #expect(RetryPause.pause(after: error, attempt: .max, random: 0.5) == .seconds(10))
    }

    @Test func aWishIsNeverCutShort() {
        var generator = SeededGenerator(seed: SeededGenerator.chosenSeed())
        for _ in 0..<1_000 {
            let asked = Duration.milliseconds(Int64.random(in: 0...120_000, using: &generator))
            let random = Double.random(in: 0..<1, using: &generator)
            let pause = RetryPause.pause(
                after: ModelError(.rateLimited, "", retryAfter: asked), attempt: 3, random: random)
            if asked > RetryPause.longestAsked {
                #expect(pause == nil)
            } else {
                #expect(pause.map { $0 >= asked && $0 <= asked + .seconds(1) } == true, "seed \(generator.seed)")
            }
        }
    }
}
