package import Domain
internal import Store

/// Creates a key: its secret is in what this returns, and nowhere else ever again.
package struct CreateKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Outcome: Sendable {
        package let key: APIKey
        package let secret: KeyString
    }
}
