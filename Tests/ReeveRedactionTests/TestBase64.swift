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
