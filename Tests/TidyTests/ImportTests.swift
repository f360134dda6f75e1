import Foundation
import Testing

/// Who may import what: the targets of `Package.swift`, which ARCHITECTURE.md draws.
@Suite struct ImportTests {
    /// What only these rooms may import, though others could reach it through their dependencies.
    private static let owners: [String: Set<String>] = [
        "CLibCurl": ["ReeveHTTPClient"], "CLibYAML": ["ReeveManifest"], "CSQLite": ["ReeveStoreSQL"],
        "CPCRE2": ["ReevePattern"], "CSpawn": ["ReeveMCP"],
        "ArgumentParser": ["ReeveCommands"],
        "Crypto": ["ReeveJSON", "ReeveAudit", "ReeveIdentity", "ReeveOperations"],
    ]

    @Test func aRoomImportsWhatThePackageGivesItOnly() throws {
        let package = try PackageManifest.ofThisPackage()
        for folder in ["Sources", "Tests"] {
            for (room, line) in try SourceTree.lines(of: folder) {
                guard let allowed = package.dependencies[room], let module = SourceTree.importedModule(line.text),
                    package.dependencies[module] != nil || Self.owners[module] != nil
                else { continue }
                #expect(
                    allowed.contains(module),
                    "\(line.place): \(room) may not import \(module); move the code, pass what it needs as a value, or add the dependency to Package.swift and ARCHITECTURE.md"
                )
            }
        }
    }

    @Test func aRoomNamesNoDependencyThatItDoesNotImport() throws {
        var imported: [String: Set<String>] = [:]
        for (room, line) in try SourceTree.lines(of: "Sources") {
            if let module = SourceTree.importedModule(line.text) { imported[room, default: []].insert(module) }
        }
        for (room, names) in try PackageManifest.ofThisPackage().dependencies {
            guard let used = imported[room] else { continue }
            let unused = names.subtracting(used).sorted()
            #expect(unused.isEmpty, "Package.swift: \(room) does not import \(unused.joined(separator: ", "))")
        }
    }

    @Test func everyRoomIsATargetAndOnTheMap() throws {
        let package = try PackageManifest.ofThisPackage()
        let map = try String(contentsOf: SourceTree.root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
        for room in Set(try SourceTree.files(of: "Sources").map(\.room)).sorted() {
            #expect(package.dependencies[room] != nil, "Sources/\(room): Package.swift has no such target")
            #expect(map.contains(room), "Sources/\(room): add the room to the map in ARCHITECTURE.md")
        }
    }

    @Test func oneRoomKnowsEachLibrary() throws {
        for (room, line) in try SourceTree.lines(of: "Sources") {
            guard let module = SourceTree.importedModule(line.text), let owners = Self.owners[module] else { continue }
            #expect(
                owners.contains(room),
                "\(line.place): only \(owners.sorted().joined(separator: ", ")) may import \(module)")
        }
    }

    @Test func everydayCommandsStartWithoutFoundation() throws {
        for (_, line) in try SourceTree.lines(of: "Sources") {
            #expect(
                SourceTree.importedModule(line.text) != "Foundation",
                "\(line.place): Foundation adds to the start of every command; use Glibc, or FoundationEssentials")
        }
    }

    @Test func theManifestIsReadAsItIsWritten() {
        let package = PackageManifest(
            """
            let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
            let package = Package(
                targets: [
                    room("A"), room("B", ["A", crypto]),
                    .testTarget(name: "C", dependencies: ["B"], exclude: ["Servers"]),
                ])
            """)
        #expect(package.dependencies == ["A": [], "B": ["A", "Crypto"], "C": ["B"]])
    }
}
