/// Where a secret lies; never the secret. It is read by the process that makes the call, at the effect.
package enum SecretReference: Sendable, Hashable {
    /// `env:NAME`: a variable of the process that runs the work.
    case environment(String)
    /// `file:PATH`: below the project root or a declared secret root.
    case file(String)
    /// `exec:HELPER/KEY`: a helper that `reeve.yaml` declares.
    case helper(name: String, key: String)
    /// `store:KEY`: the encrypted store.
    case store(String)

    /// Reads the text form; nil for anything else, a literal secret among it.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = String(text[text.index(after: colon)...])
        guard !rest.isEmpty else { return nil }
        switch text[..<colon] {
        case "env":
            guard SecretReference.isVariableName(rest) else { return nil }
            self = .environment(rest)
        case "file": self = .file(rest)
        case "exec":
            guard let slash = rest.firstIndex(of: "/"), slash != rest.startIndex else { return nil }
            let key = String(rest[rest.index(after: slash)...])
            guard !key.isEmpty else { return nil }
            self = .helper(name: String(rest[..<slash]), key: key)
        case "store": self = .store(rest)
        default: return nil
        }
    }

    /// Whether this version reads references of this form.
    package var isServed: Bool {
        switch self {
        case .environment, .file: true
        case .helper, .store: false
        }
    }

    /// Whether text that is no reference begins as one would: with the scheme of a reference, in whatever case and with
    /// nothing behind it, or with one that other tools have for secrets.
    package static func looksMeant(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return schemes.contains(text[..<colon].lowercased())
    }

    private static let schemes: Set<String> = [
        "env", "file", "exec", "store", "vault", "secret", "secrets", "secretref", "op", "ssm", "awssm", "aws-sm",
        "gcpsm",
        "gcp-sm", "azkv", "keyvault", "akv", "keyring", "keychain", "sops", "age", "doppler", "bw", "bitwarden", "pass",
        "k8s", "infisical", "akeyless", "conjur", "sm", "fromsecret", "fromenv",
    ]

    /// Letters, digits and `_`, not starting with a digit.
    package static func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }
}

extension SecretReference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .environment(let name): "env:" + name
        case .file(let path): "file:" + path
        case .helper(let name, let key): "exec:" + name + "/" + key
        case .store(let key): "store:" + key
        }
    }
}
