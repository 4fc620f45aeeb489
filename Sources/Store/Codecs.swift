package import Domain
package import Postgres

// How values of the domain stand in the database.

extension ID: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: self.bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try cell.withBytes(of: PostgresType.uuid.oid) { bytes throws(DecodingFailure) in
            guard let id = ID(bytes: bytes) else { throw DecodingFailure("is no uuid") }
            return id
        }
    }

    /// As PostgreSQL writes it: for the settings that row-level security compares with.
    var uuidText: String {
        let hex = Hex.encode(bytes)
        var groups: [Substring] = []
        var rest = hex[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: "-")
    }
}

extension Instant: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .timestamptz }

    package func encode(into bytes: inout [UInt8]) {
        Timestamp(microseconds: microseconds).encode(into: &bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self.init(microseconds: try Timestamp(decoding: cell).microseconds)
    }
}

extension IPNetwork: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .cidr }

    package func encode(into bytes: inout [UInt8]) {
        let family: Inet.Family = address.family == .v4 ? .v4 : .v6
        // The three parts come from one valid network, so they always fit.
        guard let network = Inet(family: family, prefix: UInt8(prefixLength), bytes: address.bytes) else { return }
        CIDR(network).encode(into: &bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        let network = try CIDR(decoding: cell).network
        guard let address = IPAddress(bytes: network.bytes) else { throw DecodingFailure("is no network") }
        do {
            self = try IPNetwork(address, prefixLength: Int(network.prefix))
        } catch {
            throw DecodingFailure("is no network")
        }
    }
}

extension JSON: PostgresCodable {
    package static var postgresType: PostgresType { .jsonb }

    package func encode(into bytes: inout [UInt8]) {
        JSONText(text).encode(into: &bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        let text = try JSONText(decoding: cell).text
        do {
            self = try JSON(parsing: Array(text.utf8))
        } catch {
            throw DecodingFailure("is no JSON")
        }
    }
}

/// A closed set of words, kept as text under a CHECK.
protocol Word: PostgresCodable, PostgresArrayElement, RawRepresentable where RawValue == String {}

extension Word {
    package static var postgresType: PostgresType { .text }

    package func encode(into bytes: inout [UInt8]) {
        rawValue.encode(into: &bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        guard let value = Self(rawValue: try String(decoding: cell)) else {
            throw DecodingFailure("is no known \(Self.self)")
        }
        self = value
    }
}

extension Role: Word {}
extension MembershipOrigin: Word {}
extension TenantKind: Word {}
extension Suspension.Author: Word {}
extension Environment: Word {}
extension GroupType: Word {}
extension PermissionModel: Word {}
extension PermissionEditing: Word {}
extension ExpiryMode: Word {}
extension DateEnds: Word {}
extension WebhookEvent.Kind: Word {}
extension WebhookEndpoint.Reason: Word {}
extension DeliveryOutcome: Word {}
extension LeakResponse: Word {}

extension ExpiryPreset: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .text }

    package func encode(into bytes: inout [UInt8]) {
        description.encode(into: &bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        guard let preset = ExpiryPreset(try String(decoding: cell)) else { throw DecodingFailure("is no expiry") }
        self = preset
    }
}

extension TenantRoute: PostgresCodable {
    package static var postgresType: PostgresType { .text }

    package func encode(into bytes: inout [UInt8]) {
        description.encode(into: &bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        guard let route = TenantRoute(try String(decoding: cell)) else { throw DecodingFailure("is no route") }
        self = route
    }
}

extension RateLimit {
    /// A limit that cannot be read must not become none.
    init(stored json: JSON) throws {
        guard let limit = RateLimit(json: json) else { throw UnreadableRateLimit() }
        self = limit
    }
}

/// A stored rate limit is not one.
struct UnreadableRateLimit: Error {}
