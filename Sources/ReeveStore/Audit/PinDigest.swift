internal import ReeveJSON

/// All pins in one digest, as the event of a change holds it.
enum PinDigest {
    static func of(_ pins: [Pin]) -> ContentDigest {
        .of(
            JSONValue.array(
                pins.map {
                    [
                        .string($0.target.organization), .string($0.target.environment), .string($0.target.address),
                        .string($0.digest.description),
                    ]
                }))
    }
}
