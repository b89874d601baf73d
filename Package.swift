// swift-tools-version: 6.2
import PackageDescription

// Every Swift room obeys the same laws; `make check` adds what the compiler cannot see.
let laws: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Tests drive real processes through Foundation, which is not annotated for strict memory safety.
let testLaws: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

// The engine, the table of blocks, and what counts everything anew to compare, are most of the unit tests' time where nothing
// is optimised.
// Assertions stay.
let quick: [SwiftSetting] = [
  .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
]

// Fuzz targets have libFuzzer's main and no other, so they are there for `make fuzz` only.
let fuzzTargets: [Target] =
  Context.environment["DHCPWARD_FUZZ"] == nil
  ? []
  : ["FuzzFrame", "FuzzCapture", "FuzzNetlink", "FuzzText"].map { name in
    .executableTarget(
      name: name, dependencies: ["Wire", "Rules", "Capture", "Kernel", "Config"], path: "Tests/Fuzz/\(name)",
      swiftSettings: testLaws)
  }

let package = Package(
  name: "dhcpward",
  products: [
    .executable(name: "dhcpward", targets: ["dhcpward"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    .target(name: "Wire", swiftSettings: laws),
    .target(name: "Flood", dependencies: ["Wire"], swiftSettings: laws + quick),
    .target(name: "Rules", dependencies: ["Wire"], swiftSettings: laws),
    .target(name: "Report", dependencies: ["Wire", "Flood"], swiftSettings: laws),
    .target(name: "Blocks", dependencies: ["Wire", "Flood", "Rules"], swiftSettings: laws + quick),

    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(
      name: "CNetlink", pkgConfig: "libnl-3.0", providers: [.apt(["libnl-3-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

    .target(name: "Capture", dependencies: ["Wire", "CPcap"], swiftSettings: laws),
    .target(
      name: "Kernel", dependencies: ["Wire", "Rules", "CNetlink", "CLinux"], swiftSettings: laws),
    .target(name: "Ledger", dependencies: ["Wire", "Rules", "Blocks", "CSQLite"], swiftSettings: laws),
    .target(
      name: "Watchdog",
      dependencies: ["Wire", "Flood", "Rules", "Blocks", "Capture", "Kernel", "Ledger"],
      swiftSettings: laws),
    .target(
      name: "Config",
      dependencies: [
        "Wire", "Flood", "Rules", "Watchdog", .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: laws),
    .target(
      name: "Herald",
      dependencies: [
        "Wire", "Flood", "Rules", "Kernel", "Watchdog", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: laws),
    .target(name: "Screen", dependencies: ["Wire", "Flood", "Rules", "Watchdog"], swiftSettings: laws),
    .executableTarget(
      name: "dhcpward",
      dependencies: [
        "Wire", "Flood", "Rules", "Report", "Capture", "Kernel", "Ledger", "Watchdog", "Config", "Herald",
        "Screen",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: laws),

    // Not part of the product: measures one block, run by `make bench`.
    .executableTarget(
      name: "BlockCost", dependencies: ["Kernel", "Rules", "Wire"], path: "Tests/Bench/BlockCost",
      swiftSettings: testLaws),

    // The flooder of the integration tests and the demo.
    .executableTarget(
      name: "dhcp-flood", path: "Tests/Flooder",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]),

    // Asks and observes for the tests, at both ends of a wire.
    .executableTarget(
      name: "lan-probe", dependencies: ["TestKit", "Wire"], path: "Tests/Probe", swiftSettings: testLaws),

    // A disk that fails, and a power line that does, for the ledger's tests; a process that is killed as it writes; the
    // bench of its calls.
    .target(
      name: "LedgerFaults", dependencies: ["CSQLite"], path: "Tests/LedgerFaults",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]),
    .target(
      name: "LedgerKit", dependencies: ["Ledger", "Rules", "Wire", "TestKit"], path: "Tests/LedgerKit",
      swiftSettings: testLaws),
    .executableTarget(
      name: "ledger-script", dependencies: ["Ledger", "LedgerFaults", "LedgerKit", "Wire"],
      path: "Tests/LedgerScript", swiftSettings: testLaws),
    .executableTarget(
      name: "LedgerCost", dependencies: ["Ledger", "Rules", "Wire"], path: "Tests/Bench/Ledger",
      swiftSettings: testLaws),

    .target(name: "TestKit", dependencies: ["Wire"], path: "Tests/TestKit", swiftSettings: testLaws),
    .testTarget(name: "WireTests", dependencies: ["Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "FloodTests", dependencies: ["Flood", "Wire", "TestKit"], swiftSettings: testLaws + quick),
    .testTarget(name: "RulesTests", dependencies: ["Rules", "Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "BlocksTests", dependencies: ["Blocks", "Flood", "Rules", "Wire", "TestKit"],
      swiftSettings: testLaws + quick),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "Flood", "Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "CaptureTests", dependencies: ["Capture", "Wire", "CPcap", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "WatchdogTests", dependencies: ["Watchdog", "Flood", "Kernel", "Rules", "Wire", "TestKit"],
      swiftSettings: testLaws),
    .testTarget(
      name: "LedgerTests",
      dependencies: [
        "Ledger", "LedgerFaults", "LedgerKit", "Rules", "Wire", "TestKit", "ledger-script", "dhcpward",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "ConfigTests", dependencies: ["Config", "Watchdog", "Flood", "Rules", "Wire", "TestKit"],
      swiftSettings: testLaws),
    .testTarget(
      name: "HeraldTests",
      dependencies: ["Herald", "Watchdog", "Kernel", "Flood", "Rules", "Wire", "TestKit"],
      swiftSettings: testLaws),
    .testTarget(
      name: "ScreenTests",
      dependencies: ["Screen", "Watchdog", "Flood", "Rules", "Wire", "TestKit", "dhcpward"],
      swiftSettings: testLaws),
    .testTarget(
      name: "KernelTests", dependencies: ["Kernel", "Rules", "Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "DetectionTests", dependencies: ["TestKit", "dhcpward"], swiftSettings: testLaws),
    .testTarget(
      name: "IntegrationTests",
      dependencies: ["Kernel", "Rules", "Wire", "Ledger", "TestKit", "dhcpward", "dhcp-flood", "lan-probe"],
      exclude: ["Peers"],
      swiftSettings: testLaws),
  ] + fuzzTargets
)
