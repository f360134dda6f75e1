import ReeveJSON
import ReeveModel
import ReeveOperations

extension Listing {
    static func models(
        _ models: [ProviderModelsOperation.Model], of outcome: ProviderModelsOperation.Outcome
    ) -> Listing {
        Listing(
            [.init("MODEL"), .init("DEFAULT"), .init("IN"), .init("OUT"), .init("CACHED", wide: true)],
            rows: models.map { row($0, of: outcome.provider) },
            empty: "\(outcome.provider) lists no models", hasMore: outcome.hasMore)
    }

    private static func row(_ model: ProviderModelsOperation.Model, of provider: ObjectKey) -> Row {
        var json: JSONObject = [
            "provider": .string(provider.description), "model": .string(model.name), "default": .bool(model.isDefault),
        ]
        if let price = model.price {
            var prices: JSONObject = [
                "currency": .string(price.input.currency), "in": JSONValue(price.input.micros),
                "out": JSONValue(price.output.micros),
            ]
            prices["cached"] = price.cached.map { JSONValue($0.micros) }
            json["price"] = .object(prices)
        }
        return Row(
            name: model.name,
            cells: [
                model.name, model.isDefault ? "yes" : "-", model.price?.input.description ?? "-",
                model.price?.output.description ?? "-", model.price?.cached?.description ?? "-",
            ], json: .object(json))
    }
}
