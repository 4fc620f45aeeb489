/// A PostgreSQL type: its OID and the OID of the array of it, both fixed by the server's catalogue.
package struct PostgresType: Sendable, Hashable {
    package let oid: UInt32
    /// 0 when there is no array of it, as for an array itself.
    package let arrayOID: UInt32

    package init(oid: UInt32, arrayOID: UInt32) {
        self.oid = oid
        self.arrayOID = arrayOID
    }

    package static let bool = PostgresType(oid: 16, arrayOID: 1000)
    package static let bytea = PostgresType(oid: 17, arrayOID: 1001)
    package static let int8 = PostgresType(oid: 20, arrayOID: 1016)
    package static let int2 = PostgresType(oid: 21, arrayOID: 1005)
    package static let int4 = PostgresType(oid: 23, arrayOID: 1007)
    package static let text = PostgresType(oid: 25, arrayOID: 1009)
    package static let cidr = PostgresType(oid: 650, arrayOID: 651)
    package static let float8 = PostgresType(oid: 701, arrayOID: 1022)
    package static let inet = PostgresType(oid: 869, arrayOID: 1041)
    package static let timestamptz = PostgresType(oid: 1184, arrayOID: 1185)
    package static let uuid = PostgresType(oid: 2950, arrayOID: 2951)
    package static let jsonb = PostgresType(oid: 3802, arrayOID: 3807)
}
