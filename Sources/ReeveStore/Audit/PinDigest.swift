internal import ReeveJSON

/// One digest of all pins. The event of an apply or a repair holds it.
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
