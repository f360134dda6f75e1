/// Lets a generator of unknown type go where one of a known type is wanted.
struct AnyRandom: RandomNumberGenerator {
    var base: any RandomNumberGenerator

    mutating func next() -> UInt64 { base.next() }
}
