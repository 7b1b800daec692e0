// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "leger", path: "..")],
  targets: [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        .product(name: "QuadletSyntax", package: "leger"), .product(name: "QuadletAnalysis", package: "leger"),
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)
