import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePattern

/// The grammars of ``TextFormat``.
enum TextFormatRules {
    /// Whether a text is valid beyond doubt, told from its bytes alone; where false, ``flaw(in:as:)`` decides.
    static func isUsual(_ text: UnsafeBufferPointer<UInt8>, as format: TextFormat) -> Bool {
        guard text.count <= 65_536 else { return false }
        switch format {
        case .any: return true
        case .nonEmpty: return !text.isEmpty
        case .name: return ObjectName.isValid(utf8: text)
        case .path: return !text.isEmpty && !text.contains(0)
        case .labelKey:
            guard (1...128).contains(text.count) else { return false }
            for byte in text where !isLabelByte(byte) { return false }
            return true
        case .glob: return isLiteralGlob(text)
        case .target: return text.starts(with: "tool:".utf8) && isLiteralGlob(text)
        default: return false
        }
    }

    /// Whether a glob has no wildcard and nothing that its grammar refuses.
    private static func isLiteralGlob(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (1...Glob.byteMaximum).contains(text.count) else { return false }
        for byte in text where !isLabelByte(byte) && byte != UInt8(ascii: ":") { return false }
        return true
    }

    /// What is wrong with a text, in words; nil where it is valid.
    static func flaw(in text: String, as format: TextFormat) -> String? {
        if text.utf8.count > 65_536 { return "longer than 64 KiB" }
        switch format {
        case .any: return nil
        case .nonEmpty: return text.isEmpty ? "it is empty" : nil
        case .name:
            if ObjectName.isValid(text) { return nil }
            if text.isEmpty { return "it is empty" }
            if text.utf8.count > 63 { return "longer than 63 characters" }
            return "use lower-case letters, digits, '-' and '.', first and last a letter or digit"
        case .email: return isEmail(text) ? nil : "not an email address"
        case .timeZone:
            do throws(TimeZoneError) {
                _ = try TimeZoneDatabase().rules(named: text)
                return nil
            } catch {
                return "not a time zone of this system"
            }
        case .currency: return Money.isCurrency(text) ? nil : "write three capital letters such as EUR"
        case .url: return text.contains("://") ? nil : "not an absolute URL"
        case .path: return text.isEmpty ? "it is empty" : text.utf8.contains(0) ? "it holds a NUL byte" : nil
        case .variableName:
            return SecretReference.isVariableName(text) ? nil : "use letters, digits and '_', not starting with a digit"
        case .jsonPointer: return JSONPointer(text) == nil ? "a JSON Pointer is empty or starts with '/'" : nil
        case .glob: return flaw { () throws(GlobError) in _ = try Glob(text) }
        case .actionGlob: return actionFlaw(in: text)
        case .target:
            let types = ["tool:", "resource:", "prompt:", "agent:"]
            guard types.contains(where: text.hasPrefix) else { return "start with tool:, resource:, prompt: or agent:" }
            return flaw { () throws(GlobError) in _ = try Glob.target(text) }
        case .regularExpression:
            do throws(PatternError) {
                _ = try BoundedPattern(text)
                return nil
            } catch {
                return error.description
            }
        case .clock: return isClock(text) ? nil : "write a time of day such as 22:00"
        case .version:
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            let isVersion =
                parts.count == 3
                && parts.allSatisfy { !$0.isEmpty && $0.count <= 9 && $0.allSatisfy { $0.isASCII && $0.isNumber } }
            return isVersion ? nil : "write a version such as 1.2.0"
        case .identifier:
            return isIdentifier(text) ? nil : "use lower-case letters, digits and '_', starting with a letter, 1 to 63"
        case .labelKey:
            let isKey = (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(isLabelByte)
            return isKey ? nil : "use letters, digits, '-', '_', '.', '/', 1 to 128"
        }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        guard (1...63).contains(text.utf8.count), let first = text.utf8.first else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return letters ~= first
            && text.utf8.allSatisfy { letters ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
    }

    private static func actionFlaw(in text: String) -> String? {
        if PolicyAction(rawValue: text) != nil { return nil }
        if !text.utf8.allSatisfy({ isActionByte($0) }) {
            return "use an action such as tool.invoke, or a glob over its parts"
        }
        do throws(GlobError) {
            let glob = try Glob.action(text)
            guard !PolicyAction.allCases.contains(where: { glob.matches($0.rawValue) }) else { return nil }
            let names = PolicyAction.allCases.map(\.rawValue)
            let nearest = NearestName.suggestion(for: text, among: names)
            return "it names no action" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                + "; actions are " + names.joined(separator: ", ")
        } catch {
            return "\(error)"
        }
    }

    private static func flaw(_ compile: () throws(GlobError) -> Void) -> String? {
        do throws(GlobError) {
            try compile()
            return nil
        } catch {
            return error.description
        }
    }

    private static func isActionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "?"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// One `@`, something before it, a dotted name after it, no blanks.
    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].utf8.count >= 3, text.utf8.count <= 254 else {
            return false
        }
        guard text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0.value > 0x20 && $0.value != 0x7F })
        else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && !labels.contains("")
    }

    private static func isClock(_ text: String) -> Bool {
        let utf8 = Array(text.utf8)
        guard utf8.count == 5, utf8[2] == UInt8(ascii: ":"), let hour = Int(text.prefix(2)),
            let minute = Int(text.suffix(2)),
            utf8.allSatisfy({ (0x30...0x3A).contains($0) })
        else { return false }
        return (hour < 24 && minute < 60) || (hour == 24 && minute == 0)
    }
}
