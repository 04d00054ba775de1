// swift-tools-version: 6.2
//
// The layers of Picket. A target imports only from layers above it in this file; `ArchitectureTests` holds the law.

import PackageDescription

/// Declares one Swift target of a layer with the settings that every target of this package shares.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// Declares the tests of the target `subject`; `more` is what they import besides it.
func tests(of subject: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: subject + "Tests", dependencies: [.target(name: subject), "TestSupport"] + more, swiftSettings: strict)
}

/// Declares a program: the `@main` of a layer-5 library.
func program(_ name: String, _ library: String) -> Target {
    .executableTarget(name: name, dependencies: [.target(name: library), "ConsolePrograms"], swiftSettings: strict)
}

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
    name: "picket",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "picketd", targets: ["picketd"]),
        .executable(name: "picketctl", targets: ["picketctl"]),
        .executable(name: "picket-trainer", targets: ["picket-trainer"]),
        .executable(name: "picket-bench", targets: ["picket-bench"]),
        .library(name: "PicketClient", targets: ["PicketClient"]),
    ],
    dependencies: [
        // Sockets, event loops and HTTP/1.1 framing: the reference implementation on the server.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        // Commands, help and completion scripts.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        // The logging front; the journal is one of its backends.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        // Start and graceful stop of the daemon's parts, signals included.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // SHA-256 of bundles, of prompts and of what is asked of a model, and Ed25519 of bundles' signatures.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        // SQLite with a pool of readers beside one writer, named migrations and strict concurrency; made for one program that owns its
        // file, and kept since 2015. Only `Records` imports it. Needs Debian's libsqlite3-dev, 3.37 or newer for STRICT tables.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // TOML with line numbers, for a configuration whose errors say where.
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // Layer 0: foreign code, and text formats that everything reads.
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CKernels", cSettings: [.define("NDEBUG")]),
        layer("JSONParsing"),
        layer("DurableFiles"),
        layer("OSThreads"),
        layer("Metrics"),

        // Layer 1: values.
        layer("Tensors", ["JSONParsing", "DurableFiles"]),
        layer("Tokenization", ["JSONParsing", "DurableFiles"]),
        layer("LabeledData", ["JSONParsing", "DurableFiles"]),

        // Layer 2: forward operations.
        layer("Kernels", ["Tensors", "CKernels"]),
        layer("MatrixProducts", ["COpenBLAS"]),

        // Layer 3: models.
        layer("Encoders", ["Kernels", "Tensors", "JSONParsing", "DurableFiles", "OSThreads"]),
        layer("Gradients", ["Kernels", "MatrixProducts", "Tensors"]),
        layer("Clustering", ["Kernels", "Tensors", "DurableFiles", "OSThreads"]),

        // Layer 4: what the programs are made of.
        layer(
            "Classification",
            ["Encoders", "Tokenization", "Kernels", "Tensors", "LabeledData", "JSONParsing", "DurableFiles", "OSThreads", crypto]),
        layer(
            "Training",
            [
                "Gradients", "Encoders", "Tokenization", "Kernels", "MatrixProducts", "Tensors", "LabeledData", "JSONParsing",
                "DurableFiles", "OSThreads",
            ]),
        layer("Generation", ["CCurl", "LabeledData", "JSONParsing", "DurableFiles", "OSThreads", crypto]),
        layer("Acquisition", ["Clustering", "Kernels", "Tensors"]),
        layer("Records", ["LabeledData", "JSONParsing", "DurableFiles", crypto, grdb]),
        layer("ServiceManager", ["CSystemd", logging]),
        layer("HTTPService", ["JSONParsing", nioCore, nioPosix, nioHTTP1]),
        layer("PicketClient", ["JSONParsing", nioCore, nioPosix, nioHTTP1]),
        layer("ConsolePrograms", [argumentParser]),
        layer("Configuration", ["DurableFiles", toml]),

        // Layer 5: the programs, as libraries.
        layer(
            "GuardDaemon",
            [
                "Classification", "Encoders", "HTTPService", "ServiceManager", "Metrics", "ConsolePrograms", "Configuration", "LabeledData",
                "JSONParsing", "DurableFiles", "OSThreads", argumentParser, logging, lifecycle, unixSignals,
            ]),
        layer(
            "TrainerService",
            [
                "Acquisition", "Clustering", "Generation", "Training", "Classification", "Records", "Encoders", "HTTPService",
                "ServiceManager", "Metrics", "Tokenization", "Kernels", "Tensors", "ConsolePrograms", "LabeledData", "JSONParsing",
                "DurableFiles",
                "OSThreads", "Configuration", argumentParser, logging, lifecycle, unixSignals,
            ]),
        layer(
            "OperatorCommands",
            [
                "Classification", "Encoders", "HTTPService", "ServiceManager", "Tokenization", "Kernels", "ConsolePrograms",
                "Configuration", "LabeledData", "Metrics", "JSONParsing", "DurableFiles", "OSThreads", argumentParser,
            ]),
        layer(
            "Benchmarks",
            [
                "Training", "Classification", "Encoders", "HTTPService", "Tokenization", "Kernels", "ConsolePrograms", "LabeledData",
                "JSONParsing", "DurableFiles", "OSThreads", argumentParser,
            ]),

        // Layer 6: @main.
        program("picketd", "GuardDaemon"),
        program("picket-trainer", "TrainerService"),
        program("picketctl", "OperatorCommands"),
        program("picket-bench", "Benchmarks"),

        // Tests. CAllocationCounting counts the heap's calls of the test program.
        .target(name: "TestSupport", dependencies: ["JSONParsing"], path: "Tests/TestSupport", swiftSettings: strict),
        .target(name: "CAllocationCounting", path: "Tests/CAllocationCounting"),
        .testTarget(name: "ArchitectureTests", dependencies: ["JSONParsing", "TestSupport"], swiftSettings: strict),
        tests(of: "JSONParsing"),
        tests(of: "DurableFiles"),
        tests(of: "Tensors", ["DurableFiles"]),
        tests(of: "Tokenization", ["JSONParsing", "DurableFiles"]),
        tests(of: "LabeledData", ["DurableFiles", "JSONParsing"]),
        tests(of: "Kernels", ["Tensors"]),
        tests(of: "MatrixProducts"),
        tests(of: "Encoders", ["Kernels", "Tensors", "JSONParsing", "DurableFiles", "CAllocationCounting"]),
        tests(of: "Clustering", ["Kernels", "Tensors", "DurableFiles"]),
        tests(of: "Gradients", ["Kernels", "MatrixProducts", "Tensors", "JSONParsing", "CAllocationCounting"]),
        tests(of: "Training", ["LabeledData", "JSONParsing", "Encoders", "Kernels", "Tensors", "DurableFiles"]),
        tests(of: "Records", ["LabeledData", "JSONParsing", "DurableFiles", grdb]),
        tests(of: "Acquisition", ["Clustering", "Tensors"]),
        tests(of: "Generation", ["LabeledData", "JSONParsing", "DurableFiles", "OSThreads"]),
        tests(of: "ServiceManager", [logging]),
        tests(of: "HTTPService", ["JSONParsing"]),
        tests(of: "PicketClient"),
        tests(of: "OSThreads"),
        tests(of: "Metrics"),
        tests(of: "ConsolePrograms"),
        tests(
            of: "Classification",
            ["Encoders", "Kernels", "Tokenization", "Tensors", "JSONParsing", "DurableFiles", "LabeledData", crypto]),
        tests(
            of: "TrainerService",
            [
                "Acquisition", "Clustering", "Generation", "Training", "Classification", "Records", "Configuration", "HTTPService",
                "ServiceManager", "Metrics", "ConsolePrograms", "JSONParsing", "DurableFiles", "LabeledData", "OSThreads",
                argumentParser,
            ]),
        tests(
            of: "OperatorCommands",
            [
                "Classification", "ConsolePrograms", "Configuration", "HTTPService", "Kernels", "LabeledData", "Metrics", "ServiceManager",
                "JSONParsing", "DurableFiles", argumentParser,
            ]),
        tests(
            of: "Benchmarks",
            ["Classification", "Encoders", "Tokenization", "ConsolePrograms", "JSONParsing", "DurableFiles", argumentParser]),
        tests(
            of: "GuardDaemon",
            [
                "Classification", "Configuration", "ConsolePrograms", "Encoders", "HTTPService", "Metrics", "ServiceManager", "JSONParsing",
                "DurableFiles", "LabeledData", "OSThreads",
            ]),
        // What no single target owns: the seed data, and the built programs from outside.
        .testTarget(name: "SeedTests", dependencies: ["LabeledData", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SystemTests",
            dependencies: ["HTTPService", "PicketClient", "JSONParsing", "LabeledData", "DurableFiles", "TestSupport"],
            exclude: ["Systemd"], swiftSettings: strict),
    ]
)
