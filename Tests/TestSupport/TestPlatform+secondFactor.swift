package import Domain
import NIOHTTP1
import Testing

/// Somebody's authenticator app.
package struct TestDevice: Sendable {
    package let totp: TOTP
    /// Ten, as they were told.
    package var recoveryCodes: [String] = []

    /// - Parameter secret: as it is told to people.
    package init(secret: String) throws {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = try secret.flatMap { character in
            let value = try #require(alphabet.firstIndex(of: character))
            return (0..<5).map { value >> (4 - $0) & 1 }
        }
        totp = TOTP(
            secret: Sensitive(
                stride(from: 0, to: bits.count, by: 8).map { start in
                    UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
                }
            )
        )
    }

    package func code(at now: Instant) -> String {
        totp.code(at: now.microseconds / 30_000_000)
    }
}

extension TestPlatform {
    /// Sets a second factor up and confirms it, in the session of this token.
    package func enrol(_ person: Person, _ token: String, at now: Instant) async throws -> TestDevice {
        let begun = try await send(
            .POST,
            "/v1/me/second-factor",
            ["password": .string(person.password)],
            token: token
        )
        var device = try TestDevice(secret: try #require(begun.string("secret"), "\(begun.text)"))
        let code: JSON = ["code": .string(device.code(at: now))]
        let confirmed = try await send(.POST, "/v1/me/second-factor/confirm", code, token: token)
        guard case .array(let codes)? = confirmed["recovery_codes"] else {
            throw TestDeviceError(answer: confirmed.text)
        }
        device.recoveryCodes = codes.compactMap(\.asString)
        return device
    }

    package func signIn(_ person: Person, code: String?) async throws -> HTTPReply {
        let members = [
            JSON.Member("email", .string(person.email)), JSON.Member("password", .string(person.password)),
            JSON.Member("transport", "BEARER"),
        ]
        return try await send(
            .POST,
            "/v1/sessions",
            .object(members + (code.map { [JSON.Member("code", .string($0))] } ?? []))
        )
    }
}

private struct TestDeviceError: Error {
    let answer: String
}
