import Foundation

/// What `Package.swift` says of its targets: which other targets and libraries each of them may import.
struct PackageManifest {
    /// The dependencies of each target, by its name.
    private(set) var dependencies: [String: Set<String>] = [:]

    /// The manifest of this package.
    static func ofThisPackage() throws -> PackageManifest {
        PackageManifest(
            try String(contentsOf: SourceTree.root.appending(path: "Package.swift"), encoding: .utf8))
    }

    /// - Parameter text: a manifest whose targets are written as calls with literal names: `room("A", ["B", crypto])`.
    init(_ text: String) {
        var products: [String: String] = [:]
        for match in text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/) {
            products[String(match.1)] = String(match.2)
        }
        let targets = text.range(of: "targets: [").map { text[$0.upperBound...] } ?? text[...]
        for match in targets.matches(of: /(?:\broom|\btests|\.target|\.executableTarget|\.testTarget)\(/) {
            let call = Self.arguments(targets[match.range.upperBound...])
            guard let name = call.firstMatch(of: /"([\w-]+)"/)?.1 else { continue }
            // The first list of a call is that of its dependencies.
            let list = call.firstMatch(of: /\[([^\]]*)\]/).map { String($0.1) } ?? ""
            var names = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
            for (word, product) in products where list.contains(word) { names.insert(product) }
            dependencies[String(name)] = names
        }
    }

    /// The text up to the parenthesis that closes the call.
    private static func arguments(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }
}
