import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ModelChoiceTests {
    @Test func theChoiceDoesNotDependOnTheOrder() {
        let models = ["zeta", "alpha", "beta-instruct", "gamma-chat", "text-embedding-3", "bge-m3"]
        var generator = SeededGenerator(seed: SeededGenerator.chosenSeed())
        for _ in 0..<100 {
            #expect(
                ModelChoice.best(of: models.shuffled(using: &generator)) == "beta-instruct", "seed \(generator.seed)")
        }
        #expect(ModelChoice.best(of: ["zeta", "alpha"]) == "alpha")
        #expect(ModelChoice.best(of: ["alpha-iterative", "google/gemma-3-4b-it"]) == "google/gemma-3-4b-it")
        #expect(ModelChoice.best(of: ["eclipse-7b", "nomic-ai/nomic-embed-text", "jina-reranker"]) == "eclipse-7b")
        #expect(ModelChoice.best(of: ["text-embedding-3", ""]) == nil)
    }
}
