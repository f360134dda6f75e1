internal import ReeveJSON

/// The divisor of `multipleOf`, which divides decimals exactly however large or small they are.
struct NumberDivisor: Sendable {
    let number: JSONNumber
    /// The divisor is `digits` times ten to the power of `exponent`; `digits` does not end in zero.
    private let digits: UInt64
    private let exponent: Int

    /// Nil where the divisor is not above zero or has more than 18 significant digits.
    init?(_ number: JSONNumber) {
        let form = number.decimalForm
        guard !form.digits.isEmpty, !form.isNegative, form.digits.count <= 18 else { return nil }
        digits = form.digits.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
        exponent = form.point - form.digits.count
        self.number = number
    }

    func divides(_ value: JSONNumber) -> Bool {
        if let whole = value.int64, let divisor = number.int64 { return whole % divisor == 0 }
        let form = value.decimalForm
        guard !form.digits.isEmpty else { return true }
        let shift = form.point - form.digits.count - exponent
        // The value's digits do not end in zero, so it cannot be a multiple of a higher power of ten.
        guard shift >= 0 else { return false }
        var remainder: UInt64 = 0
        for digit in form.digits {
            remainder = multiply(remainder, 10) + UInt64(digit - UInt8(ascii: "0")) % digits
            if remainder >= digits { remainder -= digits }
        }
        return multiply(remainder, power(of: 10 % digits, shift)) == 0
    }

    private func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
        digits.dividingFullWidth((left % digits).multipliedFullWidth(by: right % digits)).remainder
    }

    private func power(of base: UInt64, _ exponent: Int) -> UInt64 {
        var result = 1 % digits
        var base = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = multiply(result, base) }
            base = multiply(base, base)
            rest >>= 1
        }
        return result
    }
}
