// swift-tools-version: 6.2
//
// The layers of Picket. A target imports only from layers above it in this file; `ArchitectureTests` holds the law.

import PackageDescription

/// Declares one Swift target of a layer with the settings that every target of this package shares.
func layer(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// Declares the tests of the target `subject`; `more` is what they import besides it.
func tests(of subject: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: subject + "Tests", dependencies: [.target(name: subject), "TestSupport"] + more, swiftSettings: strict)
}

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "picket",
    platforms: [.macOS(.v15)],
    targets: [
        // Layer 0: foreign code, and text formats that everything reads.
        layer("JSONParsing"),
        layer("DurableFiles"),

        // Layer 1: values.
        layer("Tensors", ["JSONParsing", "DurableFiles"]),
        layer("LabeledData", ["JSONParsing", "DurableFiles"]),

        // Tests.
        .target(name: "TestSupport", dependencies: ["JSONParsing"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", dependencies: ["JSONParsing", "TestSupport"], swiftSettings: strict),
        tests(of: "JSONParsing"),
        tests(of: "DurableFiles"),
        tests(of: "Tensors", ["DurableFiles"]),
        tests(of: "LabeledData", ["DurableFiles"]),
    ]
)
