/// Random numbers that a printed seed brings back (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    static func fresh() -> UInt64 { UInt64.random(in: 0 ... .max) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Written apart from the room's own, so that the two check each other.
enum TestBase64 {
    static func encode(_ bytes: [UInt8], urlSafe: Bool) -> String {
        var alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        if urlSafe { alphabet.replaceSubrange(62...63, with: ["-", "_"]) }
        let bits = bytes.map { byte in
            let text = String(byte, radix: 2)
            return String(repeating: "0", count: 8 - text.count) + text
        }.joined()
        var out = ""
        var rest = Substring(bits)
        while !rest.isEmpty {
            let group = String(rest.prefix(6))
            rest = rest.dropFirst(6)
            let value = Int(group + String(repeating: "0", count: 6 - group.count), radix: 2) ?? 0
            out.append(alphabet[value])
        }
        return out + String(repeating: "=", count: (4 - out.count % 4) % 4)
    }
}
