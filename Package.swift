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

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

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
        room("ReeveModel", ["ReeveJSON", "ReeveDiagnostics"]),

        // Rooms that each know one thing.
        .target(name: "CLibCurl", linkerSettings: [.linkedLibrary("dl")]),
        room("ReeveHTTPClient", ["CLibCurl"]),
        room("ReeveTemplate", ["ReeveJSON", "ReeveDiagnostics"]),
        room("ReeveLLM", ["ReeveHTTPClient", "ReeveJSON"]),
        room("ReeveSchema", ["ReeveJSON", "ReevePattern"]),
        room("ReevePolicy", ["ReeveJSON", "ReeveModel", "ReevePattern"]),
        room("ReeveAudit", ["ReeveJSON", crypto]),
        room("ReeveRedaction", ["ReeveJSON"]),
        room("ReeveStore", ["ReeveAudit", "ReeveJSON", "ReeveModel"]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        room(
            "ReeveManifest",
            [
                "CLibYAML", "ReeveDiagnostics", "ReeveJSON", "ReeveModel", "ReevePattern",
                "ReeveRedaction",
                "ReeveSchema", "ReeveTemplate",
            ]),

        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        room("ReeveStoreSQL", ["CSQLite", "ReeveStore", "ReeveAudit", "ReeveModel", "ReeveJSON"]),

        .target(name: "CSpawn"),
        room("ReeveMCP", ["ReeveJSON", "CSpawn"]),
        room("ReevePlanning", ["ReeveAudit", "ReeveDiagnostics", "ReeveJSON", "ReeveModel", "ReeveStore"]),

        room(
            "ReeveScheduler",
            ["ReeveStore", "ReevePolicy", "ReeveSchema", "ReevePattern", "ReeveModel", "ReeveJSON"]),
        room(
            "ReeveExecution",
            [
                "ReeveScheduler", "ReeveMCP", "ReeveLLM", "ReeveHTTPClient", "ReeveTemplate", "ReevePolicy",
                "ReeveSchema", "ReeveAudit", "ReeveRedaction",
                "ReeveStore", "ReeveModel", "ReeveJSON", "ReeveDiagnostics",
            ]),

        room(
            "ReeveReport",
            ["ReeveStore", "ReeveAudit", "ReeveRedaction", "ReeveModel", "ReeveDiagnostics", "ReeveJSON"]),

        // Verbs: what a command, and later a request, asks for.
        room(
            "ReeveOperations",
            [
                "ReeveReport", "ReeveExecution", "ReeveMCP", "ReeveLLM", "ReeveHTTPClient", "ReeveTemplate",
                "ReevePlanning",
                "ReevePolicy", "ReeveManifest",
                "ReeveRedaction", "ReeveStore", "ReeveAudit", "ReeveModel", "ReeveDiagnostics", "ReeveJSON",
            ]),

        // Where everything meets.
        room(
            "ReeveCommands",
            [
                "ReeveOperations", "ReeveReport", "ReeveExecution", "ReeveMCP",
                "ReevePlanning", "ReevePolicy", "ReeveStoreSQL", "ReeveStore", "ReeveAudit", "ReeveManifest",
                "ReeveRedaction",
                "ReeveModel", "ReeveDiagnostics", "ReeveJSON", argumentParser,
            ]),
        .executableTarget(name: "reeve", dependencies: ["ReeveCommands"], swiftSettings: strict),
        .executableTarget(name: "reeve-verify", dependencies: ["ReeveAudit", "ReeveJSON"], swiftSettings: strict),

        // Tests.
        .target(name: "CTestSpawn", path: "Tests/CTestSpawn"),
        // Temporary folders, programs, goldens and names of cases, for the tests.
        .target(
            name: "TestSupport", dependencies: ["ReeveMCP", "CTestSpawn"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("TidyTests", []),
        tests("TestSupportTests", ["TestSupport"]),
        tests("ReeveJSONTests", ["ReeveJSON", "TestSupport"]),
        tests("ReeveDiagnosticsTests", ["ReeveDiagnostics", "ReeveJSON"]),
        tests("ReevePatternTests", ["ReevePattern", "TestSupport"]),
        tests("ReeveModelTests", ["ReeveModel", "ReeveJSON", "TestSupport"]),
        tests(
            "ReeveSchemaTests", ["ReeveSchema", "ReeveJSON", "ReevePattern", "TestSupport"], resources: [.copy("Suite")]
        ),
        tests("ReevePolicyTests", ["ReevePolicy", "ReeveJSON", "ReeveModel", "ReevePattern", "TestSupport"]),
        tests(
            "ReeveAuditTests", ["ReeveAudit", "ReeveJSON", "TestSupport", crypto],
            resources: [.copy("Fixtures"), .copy("Independent")]),
        tests(
            "ReeveReportTests",
            [
                "ReeveReport", "ReeveStore", "ReeveStoreSQL", "ReeveAudit", "ReeveModel", "ReeveDiagnostics",
                "ReeveJSON",
                "TestSupport",
            ],
            resources: [.copy("Goldens"), .copy("Independent")]),
        tests("ReeveRedactionTests", ["ReeveRedaction", "ReeveJSON", "TestSupport"]),
        tests(
            "ReeveManifestTests", ["ReeveManifest", "ReeveModel", "ReeveDiagnostics", "ReeveJSON", "TestSupport"],
            resources: [.copy("Fixtures")]),
        tests(
            "ReeveStoreTests",
            ["ReeveStore", "ReeveStoreSQL", "ReeveAudit", "ReeveModel", "ReeveJSON", "TestSupport"]),
        tests(
            "ReeveStoreSQLTests",
            ["ReeveStoreSQL", "ReeveStore", "ReeveAudit", "ReeveModel", "ReeveJSON", "TestSupport"],
            resources: [.copy("Goldens")]),
        tests(
            "ReevePlanningTests",
            [
                "ReevePlanning", "ReeveStore", "ReeveStoreSQL", "ReeveAudit", "ReeveDiagnostics", "ReeveModel",
                "ReeveJSON",
                "TestSupport",
            ]),
        .testTarget(
            name: "ReeveMCPTests", dependencies: ["ReeveMCP", "ReeveJSON", "CSpawn", "MCPProbe", "TestSupport"],
            exclude: ["Servers", "Fixtures"], swiftSettings: strict),
        // Started by the tests to prove the launcher.
        .executableTarget(
            name: "MCPProbe", dependencies: ["ReeveMCP", "ReeveJSON"], path: "Tests/MCPProbe", swiftSettings: strict),
        .testTarget(
            name: "ReeveHTTPClientTests", dependencies: ["ReeveHTTPClient", "TestSupport"], exclude: ["Servers"],
            swiftSettings: strict),
        tests("ReeveTemplateTests", ["ReeveTemplate", "ReeveDiagnostics", "ReeveJSON", "TestSupport"]),
        .testTarget(
            name: "ReeveLLMTests",
            dependencies: ["ReeveLLM", "ReeveHTTPClient", "ReeveModel", "ReeveJSON", "TestSupport"],
            exclude: ["Servers", "Fixtures"], swiftSettings: strict),
        tests("ReeveSchedulerTests", ["ReeveScheduler", "ReeveModel", "ReeveJSON", "ReeveStore", "TestSupport"]),
        .testTarget(
            name: "ReeveExecutionTests",
            dependencies: [
                "ReeveExecution", "ReeveAudit", "ReeveDiagnostics", "ReeveJSON", "ReeveMCP", "ReeveModel",
                "ReevePolicy", "ReeveRedaction", "ReeveScheduler", "ReeveStore", "ReeveStoreSQL", "ReeveLLM",
                "ReeveHTTPClient", "ReeveTemplate", "TestSupport",
            ], exclude: ["Servers", "WildDefinitions"], swiftSettings: strict),
        // Measures rooms by themselves; see Benchmarks/run.sh.
        .executableTarget(
            name: "BenchProbe",
            dependencies: [
                "ReeveExecution", "ReeveAudit", "ReeveHTTPClient", "ReeveJSON", "ReeveLLM", "ReeveMCP", "ReeveModel",
                "ReeveStore", "ReeveStoreSQL",
            ], path: "Benchmarks/Probe", swiftSettings: strict),
        // Writes its effects to a file of its own; the kill loop of `reeve run` goes by that.
        .executableTarget(name: "EffectServer", path: "Tests/EffectServer"),
        tests(
            "ReeveOperationsTests",
            [
                "ReeveOperations", "ReeveAudit", "ReeveDiagnostics", "ReeveExecution", "ReeveJSON", "ReeveManifest",
                "ReeveModel", "ReevePlanning", "ReevePolicy", "ReeveStore", "TestSupport",
            ]),
        // Runs the built binary; the room itself is imported for its tables, and for what a command shows too slowly.
        tests(
            "ReeveCommandsTests",
            [
                "reeve", "ReeveCommands", "ReeveOperations", "ReeveAudit", "ReeveDiagnostics", "ReeveExecution",
                "ReeveJSON", "ReeveManifest", "ReeveModel", "ReevePlanning", "ReevePolicy", "ReeveSchema", "ReeveStore",
                "ReeveStoreSQL",
                "TestSupport",
            ],
            resources: [.copy("Scenarios"), .copy("Harness/bin")]),
    ],
    swiftLanguageModes: [.v6]
)
