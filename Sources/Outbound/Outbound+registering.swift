internal import Domain
internal import Foundation

/// Why an address that somebody wants to be told at is refused.
package enum UnfitURL: Error, Hashable, Sendable {
    case tooLong
    /// No web address at all.
    case invalid
    case notHTTPS
    /// A user or a password is in it.
    case credentials
    case fragment
    case unknownHost
    /// One of the addresses that it leads to is not on the public internet.
    case notPublic
    /// Nobody said in time where it leads.
    case late
}

extension Outbound {
    /// Holds that an address may be sent to, as it is now; where it leads is looked at again each time that it is sent to.
    /// Nothing is sent here.
    ///
    /// - Throws: ``UnfitURL``.
    package func requireFit(_ text: String) async throws {
        let url = try fit(text)
        do {
            _ = try await inTime(patience) { try await address(of: url, by: .registering) }
        } catch OutboundFailure.unknownHost {
            throw UnfitURL.unknownHost
        } catch OutboundFailure.notPublic {
            throw UnfitURL.notPublic
        } catch is OutboundFailure {
            throw UnfitURL.late
        }
    }

    private func fit(_ text: String) throws(UnfitURL) -> OutboundURL {
        guard text.utf8.count <= OutboundURL.mostCharacters else { throw .tooLong }
        guard text.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != 0x5c }), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased()
        else { throw .invalid }
        guard scheme == "https" || (scheme == "http" && allowsPrivate) else { throw .notHTTPS }
        guard parts.user == nil, parts.password == nil else { throw .credentials }
        guard parts.fragment == nil else { throw .fragment }
        do {
            return try OutboundURL(text)
        } catch {
            throw .invalid
        }
    }
}
