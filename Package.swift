// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "leger",
  products: [
    .executable(name: "leger", targets: ["leger"]),
    .library(name: "QuadletSyntax", targets: ["QuadletSyntax"]),
    .library(name: "QuadletAnalysis", targets: ["QuadletAnalysis"]),
  ],
  targets: [
    .target(
      name: "CSystem",
      linkerSettings: ["yaml", "crypto", "z", "zstd", "archive", "event"].map { .linkedLibrary($0) }
    ),
    .target(name: "QuadletSyntax"),
    .target(name: "QuadletAnalysis", dependencies: ["QuadletSyntax"]),
    .executableTarget(name: "leger", dependencies: ["CSystem", "QuadletAnalysis", "QuadletSyntax"]),
    .target(
      name: "TestSupport",
      dependencies: ["CSystem", "QuadletAnalysis", "QuadletSyntax"],
      path: "Tests/TestSupport"
    ),
    .testTarget(name: "QuadletSyntaxTests", dependencies: ["QuadletSyntax", "TestSupport"]),
    .testTarget(name: "QuadletAnalysisTests", dependencies: ["QuadletAnalysis", "TestSupport"]),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"]),
    .testTarget(name: "DifferentialTests", dependencies: ["QuadletAnalysis", "TestSupport"]),
    .testTarget(name: "HostileTests", dependencies: ["leger", "QuadletAnalysis", "TestSupport"]),
    .testTarget(
      name: "legerTests",
      dependencies: ["leger", "TestSupport"],
      exclude: ["Support/fake-program"]
    ),
  ],
  swiftLanguageModes: [.v6]
)
