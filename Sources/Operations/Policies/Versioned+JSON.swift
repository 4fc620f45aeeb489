package import Domain

/// What is shown as one JSON document.
package protocol Shown: Sendable {
    var json: JSON { get }
}

extension Policy: Shown {}
extension Preset: Shown {}

extension Versioned: Replayable where Value: Shown {
    package var body: JSON { value.json }
    package var eTag: String? { "\"\(version)\"" }
}
