// swift-tools-version: 6.2
import PackageDescription

/// Once, for all targets.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")

let package = Package(
    name: "latchkey",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "latchkey", targets: ["latchkey"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Postgres", dependencies: ["CLibpq", logging, lifecycle, deque], swiftSettings: settings),
        .target(name: "Domain", dependencies: [crypto], swiftSettings: settings),
        .target(name: "Wire", dependencies: ["Domain", httpTypes], swiftSettings: settings),
        .target(name: "Telemetry", swiftSettings: settings),
        .target(name: "Traces", dependencies: ["Domain", tracing, logging], swiftSettings: settings),
        .target(
            name: "Schema",
            path: "sql",
            exclude: ["schema.sql"],
            sources: ["Schema.swift"],
            resources: [.embedInCode("migrations"), .embedInCode("read_walls.sql"), .embedInCode("walls.sql")],
            swiftSettings: settings
        ),
        .target(
            name: "Store",
            dependencies: ["Postgres", "Traces", "Domain", "Schema", logging, tracing],
            swiftSettings: settings
        ),
        .target(
            name: "Outbound",
            dependencies: [
                "Telemetry", "Traces", "Domain", asyncHTTPClient, nioCore, nioPosix, nioHTTP1, nioTLS, nioSSL,
                lifecycle,
                logging, tracing,
            ],
            swiftSettings: settings
        ),
        .target(name: "SCIM", dependencies: ["Domain"], swiftSettings: settings),
        .target(
            name: "Operations",
            dependencies: [
                "Store", "Outbound", "SCIM", "Telemetry", "Traces", "Domain", crypto, cryptoExtras, jwtKit,
                tracing,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "API",
            dependencies: [
                "Operations", "SCIM", "Wire", "Telemetry", "Traces", "Domain", tracing, hummingbirdCore, httpTypes,
                nioCore, nioPosix, nioHTTP1,
                logging,
                lifecycle,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Verification",
            dependencies: [
                "Store", "Wire", "Telemetry", "Traces", "Domain", nioCore, nioPosix, nioHTTP1, httpTypes, logging,
                lifecycle, deque, tracing,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Jobs",
            dependencies: ["Operations", "Telemetry", "Domain", logging, lifecycle],
            swiftSettings: settings
        ),
        .executableTarget(name: "ConsoleEmbedder", path: "Plugins/ConsoleEmbedder", swiftSettings: settings),
        .plugin(name: "EmbedConsole", capability: .buildTool(), dependencies: ["ConsoleEmbedder"]),
        .target(
            name: "Console",
            dependencies: ["CZlib", crypto],
            exclude: ["web"],
            swiftSettings: settings,
            plugins: ["EmbedConsole"]
        ),
        .target(name: "EmbeddedPostgres", dependencies: [lifecycle, logging], swiftSettings: settings),
        .executableTarget(
            name: "latchkey",
            dependencies: [
                "API", "Console", "Verification", "Jobs", "EmbeddedPostgres", "Operations", "Outbound", "Store",
                "Schema",
                "Postgres", "Telemetry", "Traces", "Domain", "Wire", tracing,
                argumentParser, configuration, httpTypes, lifecycle, logging, nioCore, signals, system,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "API", "Verification", "Operations", "Outbound", "Store", "Postgres", "Domain", "Wire",
                "EmbeddedPostgres", asyncHTTPClient,
                lifecycle, logging, nioCore, nioPosix, nioHTTP1,
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "EmbeddedPostgresProgram",
            dependencies: ["EmbeddedPostgres", logging],
            path: "Tests/EmbeddedPostgresProgram",
            swiftSettings: settings
        ),
        .testTarget(
            name: "EmbeddedPostgresTests",
            dependencies: ["EmbeddedPostgres", "EmbeddedPostgresProgram", lifecycle, logging],
            swiftSettings: settings
        ),
        .testTarget(
            name: "OutboundTests",
            dependencies: ["Outbound", "Domain", "TestSupport", nioCore, nioPosix],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "DeliveryProgram",
            dependencies: ["Jobs", "Operations", "Outbound", "Store", "Postgres", "Domain", logging, lifecycle],
            path: "Tests/DeliveryProgram",
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookTests",
            dependencies: [
                "DeliveryProgram", "PromiseSupport", "Jobs", "Operations", "Outbound", "Store", "Postgres", "Telemetry",
                "Domain", "TestSupport", nioCore, nioPosix, nioHTTP1, logging, lifecycle,
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "ArchitectureTests", swiftSettings: settings),
        .testTarget(name: "ConsoleTests", dependencies: ["Console"], swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Operations", "Store", "Postgres", "Schema", "Domain", "EmbeddedPostgres", "TestSupport", logging,
            ],
            swiftSettings: settings
        ),
        .target(name: "CHTTPLoad", path: "Benchmarks/CHTTPLoad"),
        .target(name: "CAllocationCount", path: "Benchmarks/CAllocationCount"),
        .target(
            name: "BenchmarkSupport",
            dependencies: ["CHTTPLoad", "EmbeddedPostgres", logging],
            path: "Benchmarks/BenchmarkSupport",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "OperationsBenchmark",
            dependencies: [
                "BenchmarkSupport", "Operations", "Outbound", "Store", "Postgres", "Domain", logging,
            ],
            path: "Benchmarks/OperationsBenchmark",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ListBenchmark",
            dependencies: ["BenchmarkSupport", "Operations", "Store", "Postgres", "Domain", logging],
            path: "Benchmarks/ListBenchmark",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "PostgresBenchmark",
            dependencies: ["BenchmarkSupport", "Postgres", logging],
            path: "Benchmarks/PostgresBenchmark",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "VerificationBenchmark",
            dependencies: [
                "BenchmarkSupport", "CAllocationCount", "EmbeddedPostgres", "Verification", "Store", "Postgres",
                "Domain",
                "Wire", nioCore, nioPosix, nioHTTP1, logging, lifecycle,
            ],
            path: "Benchmarks/VerificationBenchmark",
            swiftSettings: settings
        ),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "Outbound", "Store", "Postgres", "Domain", "TestSupport", crypto, logging, jwtKit,
                nioHTTP1,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "JobsTests",
            dependencies: [
                "Jobs", "Operations", "Store", "Postgres", "Telemetry", "Domain", "TestSupport", logging, lifecycle,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PostgresTests",
            dependencies: ["Postgres", logging, lifecycle, deque],
            swiftSettings: settings
        ),
        .testTarget(
            name: "VerificationTests",
            dependencies: [
                "Verification", "Store", "Postgres", "Wire", "Telemetry", "Domain", "TestSupport", nioCore, nioPosix,
                nioHTTP1,
                nioEmbedded,
                logging,
                lifecycle,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Fuzzing",
            dependencies: [
                "Verification", "Store", "Postgres", "Wire", "Domain", nioCore, nioEmbedded, logging,
            ],
            path: "Tests/Fuzzing",
            swiftSettings: settings
        ),
        .executableTarget(name: "Fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzz", swiftSettings: settings),
        .testTarget(name: "FuzzTests", dependencies: ["Fuzzing"], swiftSettings: settings),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "TracesTests",
            dependencies: ["Traces", "Outbound", "Telemetry", "Domain", "TestSupport", lifecycle, logging, tracing],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LatchkeyTests",
            dependencies: [
                "latchkey", "Console", "EmbeddedPostgres", "Traces", "Domain", "TestSupport", argumentParser, crypto,
                logging,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "PromiseSupport",
            dependencies: ["EmbeddedPostgres", "Domain", logging],
            path: "Tests/PromiseSupport",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "PromiseCheck",
            dependencies: ["PromiseSupport", argumentParser],
            path: "Tests/PromiseCheck",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "BrokenInstance",
            dependencies: [
                "API", "Verification", "Operations", "Store", "Postgres", "Domain", "Wire", logging,
            ],
            path: "Tests/BrokenInstance",
            swiftSettings: settings
        ),
        .testTarget(
            name: "PromiseTests",
            dependencies: ["PromiseSupport", "latchkey", "BrokenInstance"],
            swiftSettings: settings
        ),
        .testTarget(name: "DeployTests", dependencies: ["latchkey", argumentParser], swiftSettings: settings),
        .testTarget(
            name: "GatewayTests",
            dependencies: ["Verification", "Domain", "TestSupport", nioCore, nioPosix, nioHTTP1],
            swiftSettings: settings
        ),
        .testTarget(name: "DomainTests", dependencies: ["Domain", crypto], swiftSettings: settings),
        .testTarget(name: "SCIMTests", dependencies: ["SCIM", "Domain"], swiftSettings: settings),
        .testTarget(name: "WireTests", dependencies: ["Wire", "Domain", httpTypes], swiftSettings: settings),
        .testTarget(
            name: "PortalTests",
            dependencies: ["Domain", "Operations", "TestSupport", nioHTTP1],
            swiftSettings: settings
        ),
        .testTarget(
            name: "APITests",
            dependencies: [
                "API", "Wire", "Domain", "Operations", "Outbound", "Store", "Postgres", "TestSupport", asyncHTTPClient,
                httpTypes, jwtKit, crypto,
                nioCore,
                nioPosix, nioHTTP1, logging, lifecycle,
            ],
            swiftSettings: settings
        ),
    ]
)
