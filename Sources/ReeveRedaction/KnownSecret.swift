internal import ReeveJSON

/// The forms in which one secret value may travel.
enum KnownSecret {
    static let kind = "known-secret"

    /// A form to search for. The first and last characters of Base 64 share bits with their neighbours,
    /// so they are not part of `bytes` but taken out with it.
    struct Form: Hashable {
        var bytes: [UInt8]
        /// How many characters of Base 64 before and after go with it at most.
        var before = 0
        var after = 0
    }

    /// A value of several lines is also searched for line by line: logs put words before each of them.
    private static let lineBytesMin = 16

    /// The value itself, without white space around it and line by line, escaped for JSON up to three times, in hex, in
    /// Base 64 at the three alignments (both alphabets) and in Base 64 of that, and percent-encoded, also twice, as the
    /// common libraries do it.
    ///
    /// All forms together are some hundred times as long as the value. Of a value above ``Redactor/allFormsBytesMax`` only
    /// the common ones are made: itself and its lines, plain and escaped for JSON once, and the whole of it in Base 64.
    static func forms(of secret: String) -> Set<Form> {
        var plain: Set<String> = [secret]
        // Values read from files often end with a newline that is cut off before use.
        let trimmed = trim(secret[...])
        plain.insert(String(trimmed))
        let wholes = plain
        if trimmed.contains(where: \.isNewline) {
            for line in trimmed.split(whereSeparator: \.isNewline).map({ trim($0) })
            where line.utf8.count >= lineBytesMin && !line.contains(where: \.isWhitespace) {
                plain.insert(String(line))
            }
        }
        var forms: Set<Form> = []
        if secret.utf8.count > Redactor.allFormsBytesMax {
            for value in plain {
                forms.insert(Form(bytes: Array(value.utf8)))
                for text in quoted(value) { forms.insert(Form(bytes: text)) }
            }
            for value in wholes {
                for alphabet in [Base64Alphabet.standard, .urlSafe] {
                    for alignment in 0..<3 {
                        forms.insert(base64(Array(value.utf8), alignment: alignment, alphabet: alphabet))
                    }
                }
            }
            return forms
        }
        for value in plain where value.utf8.count >= Redactor.minimumSecretBytes {
            let bytes = Array(value.utf8)
            for text in texts(of: value, bytes) { forms.insert(Form(bytes: text)) }
            addBase64(of: bytes, to: &forms)
            // JSON is often what is encoded.
            for text in quoted(value) where text != bytes { addBase64(of: text, to: &forms) }
        }
        return forms
    }

    /// The text between the quotes of JSON, as the common libraries write it.
    private static func quoted(_ text: String) -> Set<[UInt8]> {
        [
            Array(JSONValue.string(text).canonicalBytes.dropFirst().dropLast()),
            jsonASCII(text, escapesSlash: false), jsonASCII(text, escapesSlash: true),
        ]
    }

    private static func trim(_ text: Substring) -> Substring {
        var trimmed = text
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        return trimmed
    }

    private static func texts(of value: String, _ bytes: [UInt8]) -> Set<[UInt8]> {
        var texts: Set<[UInt8]> = [bytes]
        // JSON in a string of JSON in a string of JSON.
        var layer: Set<[UInt8]> = [bytes]
        for _ in 0..<3 {
            var next: Set<[UInt8]> = []
            for text in layer { next.formUnion(quoted(String(decoding: text, as: UTF8.self))) }
            guard next != layer else { break }
            texts.formUnion(next)
            layer = next
        }
        for digits in ["0123456789ABCDEF", "0123456789abcdef"].map({ Array($0.utf8) }) {
            for unescaped in ["-._~", "-._~/", "-._~!*'()", "-._*"] {
                let encoded = percentEncoded(bytes, keeping: Set(unescaped.utf8), digits: digits)
                texts.insert(encoded)
                texts.insert(replacingSpaces(encoded))
                texts.insert(percentEncoded(encoded, keeping: Set(unescaped.utf8), digits: digits))
            }
            // All of it as numbers: plain, with the signs of URLs, of C and of hex dumps.
            for sign in ["", "%", "\\x", ":", " "].map({ Array($0.utf8) }) {
                var text: [UInt8] = []
                text.reserveCapacity(bytes.count * (sign.count + 2))
                for byte in bytes {
                    text += sign
                    text.append(digits[Int(byte >> 4)])
                    text.append(digits[Int(byte & 15)])
                }
                texts.insert(sign == [0x3A] || sign == [0x20] ? Array(text.dropFirst()) : text)
            }
        }
        return texts
    }

    private static func addBase64(of bytes: [UInt8], to forms: inout Set<Form>) {
        for alphabet in [Base64Alphabet.standard, .urlSafe] {
            for alignment in 0..<3 {
                let form = base64(bytes, alignment: alignment, alphabet: alphabet)
                forms.insert(form)
                let inURL = percentEncoded(form.bytes, keeping: Set("-_".utf8), digits: Array("0123456789ABCDEF".utf8))
                if inURL != form.bytes { forms.insert(Form(bytes: inURL, before: 1, after: 3)) }
                for outer in 0..<3 {
                    var twice = base64(form.bytes, alignment: outer, alphabet: alphabet)
                    // A character of the inner text that is not searched for fills two of the outer.
                    twice.before += 2 * form.before
                    twice.after += 2 * form.after + 1
                    forms.insert(twice)
                }
            }
        }
    }

    /// JSON as libraries write it that escape all but ASCII.
    private static func jsonASCII(_ text: String, escapesSlash: Bool) -> [UInt8] {
        var out: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.isASCII, scalar.value >= 0x20, scalar != "\"", scalar != "\\" {
                if scalar == "/", escapesSlash { out.append(UInt8(ascii: "\\")) }
                out.append(UInt8(scalar.value))
            } else if scalar.isASCII {
                out += JSONValue.string(String(scalar)).canonicalBytes.dropFirst().dropLast()
            } else {
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    out += "\\u\(String(repeating: "0", count: 4 - hex.utf8.count))\(hex)".utf8
                }
            }
        }
        return out
    }

    private static func percentEncoded(_ bytes: [UInt8], keeping kept: Set<UInt8>, digits: [UInt8]) -> [UInt8] {
        guard let first = bytes.firstIndex(where: { !ByteClass.isAlphanumeric($0) && !kept.contains($0) }) else {
            return bytes
        }
        var out = Array(bytes[..<first])
        out.reserveCapacity(bytes.count * 2)
        for byte in bytes[first...] {
            if ByteClass.isAlphanumeric(byte) || kept.contains(byte) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(digits[Int(byte >> 4)])
                out.append(digits[Int(byte & 15)])
            }
        }
        return out
    }

    /// Forms write a space as a plus sign.
    private static func replacingSpaces(_ encoded: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(encoded.count)
        var index = 0
        while index < encoded.count {
            if encoded[index] == UInt8(ascii: "%"), index + 2 < encoded.count, encoded[index + 1] == UInt8(ascii: "2"),
                encoded[index + 2] == UInt8(ascii: "0")
            {
                out.append(UInt8(ascii: "+"))
                index += 3
            } else {
                out.append(encoded[index])
                index += 1
            }
        }
        return out
    }

    enum Base64Alphabet: String {
        case standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        case urlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    }

    /// The characters that depend on the secret alone when `alignment` bytes come before it.
    static func base64(_ bytes: [UInt8], alignment: Int, alphabet: Base64Alphabet) -> Form {
        let characters = Array(alphabet.rawValue.utf8)
        let padded = [UInt8](repeating: 0, count: alignment) + bytes
        var out: [UInt8] = []
        out.reserveCapacity(padded.count * 4 / 3 + 1)
        var bits = 0
        var count = 0
        for byte in padded {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= 6 {
                count -= 6
                out.append(characters[bits >> count & 63])
            }
        }
        // One byte before fills one character and a part of the next; two fill two and a part.
        let shared = alignment == 0 ? 0 : alignment + 1
        return Form(bytes: Array(out.dropFirst(shared)), before: alignment > 0 ? 1 : 0, after: count > 0 ? 1 : 0)
    }
}
