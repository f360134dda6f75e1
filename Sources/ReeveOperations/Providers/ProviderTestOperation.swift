import ReeveExecution
import ReeveModel
import ReeveStore

/// `provider test`: asks a provider one short question, which costs a few tokens. Each result is an event as soon as it
/// is there.
package struct ProviderTestOperation: Sendable {
    /// The provider's name or path.
    package let name: String
    /// In place of the provider's own model; fallbacks keep theirs.
    package var model: String?
    /// Whether the fallbacks are asked too.
    package var testsFallbacks = false

    package struct Outcome: Sendable {
        package let provider: ObjectKey
        /// What is asked in its place, in order.
        package let fallbacks: [ObjectKey]
        /// The named provider first.
        package let tests: [ProviderTest]
    }

    package init(name: String) { self.name = name }

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<Outcome> {
        try await context.withExecution(startsServers: false) { setup in
            try await setup.untilStopped {
                let lookup = try await ProviderLookup.find(name, store: setup.store, in: context)
                let tester = ProviderTester(setup: setup, context: context, currency: lookup.currency)
                let keys = [lookup.found] + lookup.fallbacks
                context.events(.providers(keys.map(\.key)))
                var tests: [ProviderTest] = []
                for (index, found) in keys.enumerated() where index == 0 || testsFallbacks {
                    let test = try await tester.test(
                        found, model: index == 0 ? model : nil, isFallback: index > 0)
                    context.events(.providerTested(test))
                    tests.append(test)
                }
                return Outcome(provider: lookup.found.key, fallbacks: lookup.fallbacks.map(\.key), tests: tests)
            }
        }
    }
}
