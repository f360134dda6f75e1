import ReeveJSON
import ReeveRedaction
import TestSupport
import Testing

@Suite struct KnownSecretTests {
    private let secret = "p@ss/wörd \"1\"\n+x"

    /// The rare forms of a long value are not made; whoever reads it tells that.
    @Test func aLongValueIsFoundInTheCommonForms() {
        let lines = (0..<900).map { "line-\($0)-of-a-long-secret-\($0 &* 7_919)-with-\"quotes\"" }
        let secret = lines.joined(separator: "\n")
        #expect(secret.utf8.count > Redactor.allFormsBytesMax)
        let redactor = Redactor(knownSecrets: [secret])
        let quoted = JSONValue.string(secret).canonicalText
        let encoded = ["", "a", "ab"].map { TestBase64.encode(Array(($0 + secret).utf8), urlSafe: false) }
        for text in [secret, quoted, lines[899]] + encoded {
            #expect(redactor.redact("x " + text).markers.counts["known-secret"] == 1)
        }
        #expect(redactor.redact("x " + quoted.dropFirst(2_000)).text.contains("line-500-of") == false)
    }

    @Test func knownValueIsFoundInEveryForm() {
        let redactor = Redactor(knownSecrets: [secret])
        let forms = [
            secret, "p@ss/wörd \\\"1\\\"\\n+x", "p@ss/w\\u00f6rd \\\"1\\\"\\n+x", "p@ss\\/w\\u00f6rd \\\"1\\\"\\n+x",
            "p%40ss%2Fw%C3%B6rd%20%221%22%0A%2Bx", "p%40ss%2fw%c3%b6rd%20%221%22%0a%2bx",
            "p%40ss/w%C3%B6rd%20%221%22%0A%2Bx", "p%40ss%2Fw%C3%B6rd+%221%22%0A%2Bx",
        ]
        for form in forms {
            let (text, markers) = redactor.redact("<\(form)>")
            #expect(text == "<[redacted:known-secret]>")
            #expect(markers.counts == ["known-secret": 1])
        }
    }

    @Test func knownValueIsFoundAsNumbersAndEncodedTwice() {
        let redactor = Redactor(knownSecrets: [secret])
        let bytes = Array(secret.utf8)
        func hex(_ byte: UInt8, _ digits: String) -> String {
            let digits = Array(digits)
            return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
        let (lower, upper) = ("0123456789abcdef", "0123456789ABCDEF")
        let forms = [
            bytes.map { hex($0, lower) }.joined(), bytes.map { hex($0, upper) }.joined(),
            bytes.map { hex($0, lower) }.joined(separator: ":"), bytes.map { hex($0, upper) }.joined(separator: " "),
            bytes.map { "%" + hex($0, upper) }.joined(), bytes.map { "\\x" + hex($0, lower) }.joined(),
            "p%2540ss%252Fw%25C3%25B6rd%2520%25221%2522%250A%252Bx",
        ]
        for form in forms { #expect(redactor.redact("<\(form)>").text == "<[redacted:known-secret]>", "\(form)") }
        var nested = secret
        for _ in 0..<3 {
            nested = String(JSONValue.string(nested).canonicalText.dropFirst().dropLast())
            #expect(redactor.redact("<\(nested)>").text == "<[redacted:known-secret]>", "\(nested)")
        }
        for prefix in ["", "a", "ab"] {
            let once = TestBase64.encode(Array((prefix + secret + "zz").utf8), urlSafe: false)
            for lead in ["", "a", "ab"] {
                let twice = TestBase64.encode(Array((lead + once).utf8), urlSafe: false)
                let text = redactor.redact(" " + twice + " ").text
                #expect(text.contains("[redacted:known-secret]"), "\(prefix)|\(lead): \(text)")
            }
        }
    }

    @Test func eachLineOfAValueOfSeveralLinesIsKnown() {
        let key = "-----BEGIN KEY-----\nMC4CAQAwBQYDK2VwBCIE\nIJq1dZk3pLr8sT0abcde\nshort\n-----END KEY-----"
        let redactor = Redactor(knownSecrets: [key])
        #expect(redactor.redact("12:00 MC4CAQAwBQYDK2VwBCIE").text == "12:00 [redacted:known-secret]")
        #expect(redactor.redact("12:00 short").text == "12:00 short")
        #expect(redactor.redact("a \(key) b").text == "a [redacted:known-secret] b")
    }

    @Test func valuesReadFromFilesAreFoundWithoutTheirNewline() {
        let redactor = Redactor(knownSecrets: ["hunter2\n"])
        #expect(redactor.redact("a hunter2 b").text == "a [redacted:known-secret] b")
    }

    @Test func shortValuesAreCountedNotSearched() {
        let redactor = Redactor(knownSecrets: ["true", "", "12345", "123456"])
        #expect(redactor.ignoredSecretCount == 2)
        #expect(redactor.redact("true 12345 x").text == "true 12345 x")
        #expect(redactor.redact("123456").text == "[redacted:known-secret]")
    }

    @Test func manyKnownValuesAreAllFound() {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!/+ ")
        let secrets = (0..<500).map { _ in
            "s"
                + String(
                    (0..<Int(random.next() % 40 + 6)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
                ) + "e"
        }
        let redactor = Redactor(knownSecrets: secrets)
        for secret in secrets {
            #expect(redactor.redact("före \(secret) efter").text == "före [redacted:known-secret] efter")
        }
    }

    @Test func knownValueIsFoundInBase64AtEveryAlignment() {
        for secret in ["hunter", "hunter2", "correct horse battery", "päß~?>wort"] {
            let redactor = Redactor(knownSecrets: [secret])
            for prefix in ["", "a", "ab", "user:", "xy:z"] {
                for suffix in ["", "b", "bc", "bcd"] {
                    for urlSafe in [false, true] {
                        let encoded = TestBase64.encode(Array((prefix + secret + suffix).utf8), urlSafe: urlSafe)
                        let text = redactor.redact(" " + encoded + " ").text
                        #expect(text.contains("[redacted:known-secret]"), "\(prefix)|\(secret)|\(suffix)")
                    }
                }
            }
        }
    }
}
