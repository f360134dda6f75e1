import ReeveLLM
import Testing

@Suite struct ModelErrorTests {
    @Test func whatTheRequestItselfCausesIsNotTransient() {
        #expect(!ModelError(.unauthorized, "no key").isTransient)
        #expect(!ModelError(.contextExceeded, "too long").isTransient)
        #expect(ModelError(.rateLimited, "later").isTransient)
    }
}
