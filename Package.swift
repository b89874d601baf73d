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
      name: name,
      dependencies: [
        "Wire", "Plans", "Placement", "Capture", "Netlink", "HostNetwork", "PacketFilter", "ServerDiscovery",
        "Config",
      ],
      path: "Tests/Fuzz/\(name)", swiftSettings: testLaws)
  }

let package = Package(
  name: "dhcpward",
  products: [
    .executable(name: "dhcpward", targets: ["dhcpward"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    .target(name: "Wire", swiftSettings: laws),
    .target(name: "Flood", dependencies: ["Wire"], swiftSettings: laws + quick),
    .target(name: "Plans", dependencies: ["Wire"], swiftSettings: laws),
    .target(name: "Leases", dependencies: ["Wire"], swiftSettings: laws),
    .target(name: "Placement", dependencies: ["Wire", "Plans"], swiftSettings: laws),
    .target(name: "Report", dependencies: ["Wire", "Flood"], swiftSettings: laws),
    .target(name: "Blocks", dependencies: ["Wire", "Flood", "Plans"], swiftSettings: laws + quick),

    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(
      name: "CNetlink", pkgConfig: "libnl-route-3.0", providers: [.apt(["libnl-route-3-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

    .target(name: "Capture", dependencies: ["Wire", "CPcap"], swiftSettings: laws),
    .target(name: "System", dependencies: ["Wire", "CLinux"], swiftSettings: laws),
    .target(name: "Netlink", dependencies: ["System", "CNetlink"], swiftSettings: laws),
    .target(
      name: "HostNetwork",
      dependencies: ["Wire", "Plans", "Placement", "System", "Netlink", "CNetlink", "CLinux"],
      swiftSettings: laws),
    .target(
      name: "PacketFilter", dependencies: ["Wire", "Plans", "Placement", "System", "Netlink", "CNetlink"],
      swiftSettings: laws),
    .target(
      name: "Host",
      dependencies: [
        "Wire", "Plans", "Placement", "System", "Netlink", "HostNetwork", "PacketFilter", "CNetlink",
      ],
      swiftSettings: laws),
    .target(
      name: "ServerDiscovery",
      dependencies: [
        "Wire", "Plans", "Placement", "Leases", "System", "Netlink", "HostNetwork", "PacketFilter", "Host",
        "CNetlink",
      ],
      swiftSettings: laws),
    .target(name: "Ledger", dependencies: ["Wire", "Plans", "Blocks", "CSQLite"], swiftSettings: laws),
    .target(
      name: "Daemon",
      dependencies: [
        "Wire", "Flood", "Plans", "Placement", "Blocks", "Capture", "System", "HostNetwork", "PacketFilter",
        "Host", "ServerDiscovery", "Ledger",
      ],
      swiftSettings: laws),
    .target(
      name: "Config",
      dependencies: ["Wire", "Flood", "Plans", "Placement", "Daemon"],
      swiftSettings: laws),
    .target(
      name: "Notify",
      dependencies: [
        "Wire", "Flood", "Plans", "Placement", "Leases", "Blocks", "System", "Ledger", "Daemon",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: laws),
    .target(
      name: "Control", dependencies: ["Wire", "Flood", "Plans", "Placement", "System", "Daemon", "Notify"],
      swiftSettings: laws),
    .target(name: "Screen", dependencies: ["Wire", "Flood", "Plans", "Daemon"], swiftSettings: laws),
    .executableTarget(
      name: "dhcpward",
      dependencies: [
        "Wire", "Flood", "Plans", "Placement", "Leases", "Report", "Capture", "System", "Netlink",
        "HostNetwork",
        "PacketFilter", "Host", "ServerDiscovery", "Ledger", "Daemon", "Config", "Notify", "Screen",
        "Control",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: laws),

    // Not part of the product: measures one block, run by `make bench`.
    .executableTarget(
      name: "BlockCost", dependencies: ["Wire", "Plans", "System", "PacketFilter"],
      path: "Tests/Bench/BlockCost", swiftSettings: testLaws),

    // So does this, for the program at the XDP hook: what a frame costs there.
    .executableTarget(
      name: "XDPCost", dependencies: ["Wire", "Plans", "System", "PacketFilter", "TestKit"],
      path: "Tests/Bench/XDPCost", swiftSettings: testLaws),

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
      name: "LedgerKit", dependencies: ["Wire", "Plans", "Blocks", "Ledger", "TestKit"],
      path: "Tests/LedgerKit",
      swiftSettings: testLaws),
    .executableTarget(
      name: "ledger-script", dependencies: ["Ledger", "LedgerFaults", "LedgerKit", "Wire"],
      path: "Tests/LedgerScript", swiftSettings: testLaws),
    .executableTarget(
      name: "LedgerCost", dependencies: ["Wire", "Plans", "Ledger", "LedgerKit"], path: "Tests/Bench/Ledger",
      swiftSettings: testLaws),

    .target(name: "TestKit", dependencies: ["Wire"], path: "Tests/TestKit", swiftSettings: testLaws),
    .testTarget(name: "WireTests", dependencies: ["Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "FloodTests", dependencies: ["Flood", "Wire", "TestKit"], swiftSettings: testLaws + quick),
    .target(
      name: "PlansKit", dependencies: ["Plans", "Wire"], path: "Tests/PlansKit", swiftSettings: testLaws),
    .testTarget(
      name: "PlansTests", dependencies: ["Wire", "Plans", "Placement", "PlansKit", "TestKit"],
      swiftSettings: testLaws),
    .testTarget(
      name: "PlacementTests", dependencies: ["Wire", "Plans", "Placement", "PlansKit", "TestKit"],
      swiftSettings: testLaws),
    .testTarget(
      name: "BlocksTests", dependencies: ["Blocks", "Flood", "Plans", "Wire", "TestKit"],
      swiftSettings: testLaws + quick),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "Flood", "Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "CaptureTests", dependencies: ["Capture", "Wire", "CPcap", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "Wire", "Flood", "Plans", "PlansKit", "Placement", "Blocks", "Capture", "System", "HostNetwork",
        "PacketFilter", "Host", "ServerDiscovery", "Ledger", "Daemon", "TestKit",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "LedgerTests",
      dependencies: [
        "Wire", "Plans", "Ledger", "LedgerFaults", "LedgerKit", "TestKit", "ledger-script", "dhcpward",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "ConfigTests",
      dependencies: ["Wire", "Flood", "Plans", "Placement", "Daemon", "Config", "TestKit"],
      swiftSettings: testLaws),
    .testTarget(
      name: "NotifyTests",
      dependencies: [
        "Wire", "Flood", "Plans", "Placement", "Leases", "Blocks", "System", "Ledger", "Daemon", "Notify",
        "TestKit",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "ControlTests",
      dependencies: [
        "Wire", "Flood", "Plans", "Placement", "System", "Daemon", "Control", "TestKit",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "ScreenTests",
      dependencies: ["Wire", "Plans", "Daemon", "Screen", "TestKit", "dhcpward"],
      swiftSettings: testLaws),
    .testTarget(name: "SystemTests", dependencies: ["System", "Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(name: "NetlinkTests", dependencies: ["Netlink", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "HostNetworkTests",
      dependencies: [
        "Wire", "Plans", "Placement", "System", "Netlink", "HostNetwork", "CNetlink", "TestKit",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "PacketFilterTests",
      dependencies: [
        "Wire", "Plans", "Placement", "System", "Netlink", "HostNetwork", "PacketFilter", "Host", "TestKit",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "XDPTests",
      dependencies: ["Wire", "Flood", "Plans", "System", "PacketFilter", "Capture", "TestKit"],
      swiftSettings: testLaws + quick),
    .testTarget(name: "LeasesTests", dependencies: ["Leases", "Wire", "TestKit"], swiftSettings: testLaws),
    .testTarget(
      name: "ServerDiscoveryTests",
      dependencies: [
        "Wire", "Plans", "Placement", "Leases", "System", "Netlink", "Host", "ServerDiscovery", "TestKit",
      ],
      swiftSettings: testLaws),
    .testTarget(
      name: "DetectionTests", dependencies: ["TestKit", "dhcpward"], swiftSettings: testLaws),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "Wire", "Plans", "Placement", "System", "HostNetwork", "PacketFilter", "Host", "TestKit", "dhcpward",
        "dhcp-flood", "lan-probe",
      ],
      exclude: ["Peers"],
      swiftSettings: testLaws),
  ] + fuzzTargets
)
