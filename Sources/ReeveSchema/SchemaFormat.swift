internal import ReevePattern

/// The formats that are asserted; every other name is an annotation.
enum SchemaFormat: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case email
    case hostname
    case ipv4
    case ipv6
    case regex
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"

    func accepts(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var scanner = FormatScanner(bytes)
            return switch self {
            case .dateTime: scanner.isDateTime()
            case .date: scanner.isDate()
            case .time: scanner.isTime()
            case .duration: scanner.isDuration()
            case .uri: scanner.isURI(needsScheme: true, allowsUnicode: false)
            case .uriReference: scanner.isURI(needsScheme: false, allowsUnicode: false)
            case .iri: scanner.isURI(needsScheme: true, allowsUnicode: true)
            case .iriReference: scanner.isURI(needsScheme: false, allowsUnicode: true)
            case .uriTemplate: scanner.isURITemplate()
            case .uuid: scanner.isUUID()
            case .email: scanner.isEmail()
            case .hostname: FormatScanner.isHostname(bytes[...])
            case .ipv4: FormatScanner.isIPv4(bytes[...])
            case .ipv6: FormatScanner.isIPv6(bytes[...])
            case .regex: BoundedPattern.isValid(String(decoding: bytes, as: UTF8.self))
            case .jsonPointer: FormatScanner.isJSONPointer(bytes[...])
            case .relativeJSONPointer: scanner.isRelativeJSONPointer()
            }
        }
    }
}
