internal import ReeveJSON

/// A limit that numbers are compared with, exactly.
struct NumberBound: Sendable {
    let number: JSONNumber
    private let nearest: Double

    init(_ number: JSONNumber) {
        self.number = number
        nearest = number.double
    }

    /// Rounding to doubles keeps the order, so doubles that differ decide; digits are compared only where they agree.
    func isAbove(_ value: JSONNumber) -> Bool {
        let rounded = value.double
        return rounded == nearest ? value < number : rounded < nearest
    }

    func isBelow(_ value: JSONNumber) -> Bool {
        let rounded = value.double
        return rounded == nearest ? number < value : nearest < rounded
    }
}
