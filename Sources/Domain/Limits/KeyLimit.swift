/// How many keys a tenant may have that are neither revoked nor expired.
package enum KeyLimit {
    package static let range = 0...1_000_000
}
