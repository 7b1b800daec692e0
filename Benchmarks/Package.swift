// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "leger", path: "..")],
  targets: [
    .target(name: "CLimits"),
    .target(name: "Workloads"),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "CLimits", "Workloads",
        .product(name: "QuadletSyntax", package: "leger"), .product(name: "QuadletAnalysis", package: "leger"),
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)
