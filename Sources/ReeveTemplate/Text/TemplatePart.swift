/// One of the texts of a template.
package enum TemplatePart: Sendable, Hashable {
    case system
    case user
    case partial(String)

    /// The path of the text in the template's spec.
    package var path: [String] {
        switch self {
        case .system: ["system"]
        case .user: ["user"]
        case .partial(let name): ["partials", name]
        }
    }
}

extension TemplatePart: CustomStringConvertible {
    /// `system`, `user`, or `partial 'NAME'`.
    package var description: String {
        switch self {
        case .system: "system"
        case .user: "user"
        case .partial(let name): "partial '\(name)'"
        }
    }
}
