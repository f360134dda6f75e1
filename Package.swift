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
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        room("ReevePattern", ["CPCRE2"]),
        room("ReeveSchema", ["ReeveJSON", "ReevePattern"]),

        // Model.
        room("ReeveModel", ["ReeveJSON", "ReeveDiagnostics"]),
        room("ReevePolicy", ["ReeveJSON", "ReeveModel", "ReevePattern"]),

        // The audit log and its own small verifier; redaction.
        room("ReeveAudit", ["ReeveJSON", crypto]),
        room("ReeveRedaction", ["ReeveJSON"]),
        .executableTarget(name: "reeve-verify", dependencies: ["ReeveAudit", "ReeveJSON"], swiftSettings: strict),

        // Store.
        room("ReeveStore", ["ReeveAudit", "ReeveJSON", "ReeveModel"]),

        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        room("ReeveStoreSQL", ["ReeveStore", "ReeveAudit", "ReeveJSON", "ReeveModel", "CSQLite"]),

        // The MCP client; the only room that knows child processes.
        .target(name: "CSpawn"),
        room("ReeveMCP", ["ReeveJSON", "CSpawn"]),

        // Scheduler.
        room(
            "ReeveScheduler",
            ["ReeveModel", "ReeveJSON", "ReevePattern", "ReevePolicy", "ReeveSchema", "ReeveStore"]),

        // Execution: where the scheduler meets MCP.
        room(
            "ReeveExecution",
            [
                "ReeveAudit", "ReeveDiagnostics", "ReeveJSON", "ReeveMCP", "ReeveModel", "ReevePolicy",
                "ReeveRedaction",
                "ReeveScheduler", "ReeveSchema", "ReeveStore",
            ]),

        // Tests.
        tests("ReeveJSONTests", ["ReeveJSON"]),
        tests("ReeveStoreTests", ["ReeveStore", "ReeveStoreSQL", "ReeveAudit", "ReeveJSON", "ReeveModel"]),
        tests(
            "ReeveStoreSQLTests", ["ReeveStore", "ReeveStoreSQL", "ReeveAudit", "ReeveJSON", "ReeveModel"],
            resources: [.copy("Goldens")]),
        tests("ReeveModelTests", ["ReeveModel", "ReeveJSON"]),
        tests("ReeveDiagnosticsTests", ["ReeveDiagnostics", "ReeveJSON"]),
        tests("ReevePolicyTests", ["ReevePolicy", "ReeveJSON", "ReeveModel", "ReevePattern"]),
        tests("ReevePatternTests", ["ReevePattern"]),
        tests("ReeveSchemaTests", ["ReeveSchema", "ReeveJSON", "ReevePattern"], resources: [.copy("Suite")]),
        tests(
            "ReeveAuditTests", ["ReeveAudit", "ReeveJSON", crypto],
            resources: [.copy("Fixtures"), .copy("Independent")]),
        tests("ReeveRedactionTests", ["ReeveRedaction", "ReeveJSON"]),
        .testTarget(
            name: "ReeveMCPTests", dependencies: ["ReeveMCP", "ReeveJSON", "MCPProbe"],
            exclude: ["Servers", "Fixtures"], swiftSettings: strict),
        // Started by the tests to prove the launcher, and by hand to measure calls per second.
        .executableTarget(
            name: "MCPProbe", dependencies: ["ReeveMCP", "ReeveJSON"], path: "Tests/MCPProbe", swiftSettings: strict),
        .testTarget(
            name: "ReeveExecutionTests",
            dependencies: [
                "ReeveExecution", "ReeveAudit", "ReeveDiagnostics", "ReeveJSON", "ReeveMCP", "ReeveModel",
                "ReevePolicy", "ReeveRedaction", "ReeveScheduler", "ReeveStore", "ReeveStoreSQL",
            ], exclude: ["Servers"], swiftSettings: strict),
        // Measures runs a second through the whole gate.
        .executableTarget(
            name: "ExecutionProbe",
            dependencies: [
                "ReeveExecution", "ReeveAudit", "ReeveJSON", "ReeveMCP", "ReeveModel", "ReeveStore", "ReeveStoreSQL",
            ],
            path: "Tests/ExecutionProbe", swiftSettings: strict),
        tests("ReeveSchedulerTests", ["ReeveScheduler", "ReeveModel", "ReeveJSON", "ReeveStore"]),
    ],
    swiftLanguageModes: [.v6]
)
