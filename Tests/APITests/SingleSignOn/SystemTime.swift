import Foundation

enum SystemTime {
    /// Since 1970.
    static var seconds: Int64 { Int64(Date().timeIntervalSince1970) }
}
