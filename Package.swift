// swift-tools-version: 6.2
import PackageDescription

/// Settings applied once, to every Swift target of the package.
///
/// - Swift 6 language mode comes with the tools version; it makes data races errors.
/// - `MemberImportVisibility`: a file imports what it uses, so the import lines that the tidy test
///   reads are the whole truth about who knows whom.
/// - `ExistentialAny`: the cost of an existential is visible where it is paid.
/// - Warnings are errors, here and in CI.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// One room: a folder below `Sources/` and the rooms that it may import (see ARCHITECTURE.md).
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "reeve",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        // Leaves.
        room("ReeveJSON", [crypto]),
        room("ReeveDiagnostics", ["ReeveJSON"]),

        // Model.
        room("ReeveModel", ["ReeveJSON", "ReeveDiagnostics"]),

        // The audit log and its own small verifier; redaction.
        room("ReeveAudit", ["ReeveJSON", crypto]),
        room("ReeveRedaction", ["ReeveJSON"]),
        .executableTarget(name: "reeve-verify", dependencies: ["ReeveAudit", "ReeveJSON"], swiftSettings: strict),

        // Store.
        room("ReeveStore", ["ReeveAudit", "ReeveJSON", "ReeveModel"]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        room("ReeveStoreSQL", ["ReeveStore", "ReeveAudit", "ReeveJSON", "ReeveModel", "CSQLite"]),

        // Tests.
        tests("ReeveJSONTests", ["ReeveJSON"]),
        tests("ReeveStoreTests", ["ReeveStore", "ReeveStoreSQL", "ReeveAudit", "ReeveJSON", "ReeveModel"]),
        tests(
            "ReeveStoreSQLTests", ["ReeveStore", "ReeveStoreSQL", "ReeveAudit", "ReeveJSON", "ReeveModel"],
            resources: [.copy("Goldens")]),
        tests("ReeveModelTests", ["ReeveModel", "ReeveJSON"]),
        tests("ReeveDiagnosticsTests", ["ReeveDiagnostics", "ReeveJSON"]),
        tests(
            "ReeveAuditTests", ["ReeveAudit", "ReeveJSON", crypto],
            resources: [.copy("Fixtures"), .copy("Independent")]),
        tests("ReeveRedactionTests", ["ReeveRedaction", "ReeveJSON"]),
    ],
    swiftLanguageModes: [.v6]
)
