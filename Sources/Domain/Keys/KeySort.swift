/// In which order keys are listed. Keys that never expire come last, whichever way expiry is sorted.
package enum KeySort: String, CaseIterable, Sendable {
    /// Active, disabled, expired, revoked; within each newest first.
    case status
    case oldest = "created_at"
    case newest = "-created_at"
    case name
    case nameDescending = "-name"
    case expiry = "expires_at"
    case expiryDescending = "-expires_at"
}
