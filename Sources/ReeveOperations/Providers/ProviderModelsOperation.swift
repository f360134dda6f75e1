import ReeveExecution
import ReeveJSON
import ReeveLLM
import ReeveMCP
import ReeveModel
import ReeveRedaction
import ReeveStore

/// `provider models`: the models that a provider lists, with the prices that are known of them. Asks nothing of a model,
/// and writes nothing.
package struct ProviderModelsOperation: Sendable {
    /// The provider's name or path.
    package let name: String
    /// The most that are returned.
    package let limit: Int

    package struct Model: Sendable {
        package let name: String
        /// Whether it is the provider's own `model`.
        package let isDefault: Bool
        /// For a million tokens; nil where `pricing` says nothing of it.
        package let price: Price?
    }

    package struct Price: Sendable {
        package let input: Money
        package let output: Money
        package let cached: Money?
    }

    package struct Outcome: Sendable {
        package let provider: ObjectKey
        /// In the provider's order.
        package let models: Result<[Model], ProviderFailure>
        /// Whether models are left out.
        package let hasMore: Bool
    }

    package init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await context.withStore(.read) { store in
            let setup = ExecutionSetup(store: store, context: context, secrets: ExecutionSetup.secrets(of: context))
            do {
                let outcome = try await setup.untilStopped { try await list(setup, context) }
                await setup.shutDown()
                return outcome
            } catch {
                await setup.shutDown()
                throw error
            }
        }
    }

    private func list(_ setup: ExecutionSetup, _ context: OperationContext) async throws -> Outcome {
        let lookup = try await ProviderLookup.find(name, store: setup.store, in: context)
        let provider = lookup.found.provider
        let redactor = { setup.services.secrets.redactor }
        do {
            let client = try await setup.services.models.client(of: provider, in: lookup.found.key.scope)
            guard let client = client as? ProviderClient else {
                throw ModelError(.replayMiss, "a recording lists no models")
            }
            let timeout = provider.spec.timeout
            let names = try await client.models(
                timeout: timeout, deadline: setup.services.pool.now.advanced(by: timeout))
            let prices = ModelPrices(provider.prices)
            let models = names.prefix(limit).map { name in
                Model(
                    name: redactor().redact(name).text, isDefault: name == provider.spec.model,
                    price: prices.price(of: name, at: context.now).map { Price($0, currency: lookup.currency) })
            }
            return Outcome(provider: lookup.found.key, models: .success(models), hasMore: names.count > limit)
        } catch {
            let failure = ProviderFailure(error, of: provider, redactor: redactor())
            return Outcome(provider: lookup.found.key, models: .failure(failure), hasMore: false)
        }
    }
}

extension ProviderModelsOperation.Price {
    fileprivate init(_ price: ModelPrice, currency: String) {
        input = Money(micros: price.input, currency: currency)
        output = Money(micros: price.output, currency: currency)
        cached = price.cached.map { Money(micros: $0, currency: currency) }
    }
}
