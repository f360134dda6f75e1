import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Testing

@testable import ReeveExecution

/// What was agreed with a server is the next process' first guess.
@Suite struct AgreedProtocolsTests {
    @Test func theEraIsKeptForOneLaunch() async throws {
        try await Harness.with { harness in
            let first = AgreedProtocols(store: harness.store)
            let memory = first.memory(of: "acme/dev/git", identity: .of("a"))
            #expect(await memory.recall() == nil)
            await memory.remember(.legacy)
            let second = AgreedProtocols(store: harness.store)
            #expect(await second.memory(of: "acme/dev/git", identity: .of("a")).recall() == .legacy)
            #expect(await second.memory(of: "acme/dev/git", identity: .of("b")).recall() == nil)
            #expect(await second.memory(of: "acme/dev/time", identity: .of("a")).recall() == nil)
            await memory.remember(.modern)
            #expect(await second.memory(of: "acme/dev/git", identity: .of("a")).recall() == .modern)
            try await harness.store.setValue("something else", forKey: "connection.protocol.acme/dev/git")
            #expect(await second.memory(of: "acme/dev/git", identity: .of("a")).recall() == nil)
        }
    }

    @Test func aStoreThatCannotBeWrittenCostsTheGuessAlone() async throws {
        try await Harness.with { harness async throws in
            let full = HookedStore(
                base: harness.store, beforeWrite: { () throws(StoreError) in throw StoreError(.full) })
            let memory = AgreedProtocols(store: full).memory(of: "acme/dev/git", identity: .of("a"))
            await memory.remember(.legacy)
            #expect(await memory.recall() == nil)
        }
    }
}
