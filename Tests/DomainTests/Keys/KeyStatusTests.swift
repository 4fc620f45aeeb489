import Testing

@testable import Domain

struct KeyStatusTests {
    static let past = noon - .seconds(1)
    static let future = noon + .microseconds(1)

    @Test(
        "revoked, else expired, else disabled, else active; expiry is half-open",
        arguments: [
            (nil, nil, nil, .active), (past, nil, nil, .disabled), (nil, future, nil, .active),
            (nil, noon, nil, .expired),
            (nil, past, nil, .expired), (past, past, nil, .expired), (past, future, nil, .disabled),
            (nil, nil, past, .revoked),
            (past, past, past, .revoked), (nil, future, past, .revoked), (nil, nil, future, .revoked),
        ] as [(Instant?, Instant?, Instant?, KeyStatus)]
    )
    func derives(disabledAt: Instant?, expiresAt: Instant?, revokedAt: Instant?, status: KeyStatus) {
        #expect(
            KeyStatus.derive(disabledAt: disabledAt, expiresAt: expiresAt, revokedAt: revokedAt, now: noon) == status
        )
    }

    @Test("lists are sorted ACTIVE, DISABLED, EXPIRED, REVOKED")
    func order() {
        #expect(KeyStatus.allCases.reversed().sorted().map(\.rawValue) == ["ACTIVE", "DISABLED", "EXPIRED", "REVOKED"])
    }
}

struct ExpirationTests {
    static let week: Duration = .seconds(7 * 86_400)

    @Test(
        "soon is seven days or less",
        arguments: [
            (nil, .never), (noon, .expired), (noon - .seconds(1), .expired), (noon + .microseconds(1), .expiringSoon),
            (noon + week, .expiringSoon), (noon + week + .microseconds(1), .valid),
        ] as [(Instant?, Expiration)]
    )
    func derives(expiresAt: Instant?, expiration: Expiration) {
        #expect(Expiration.derive(expiresAt: expiresAt, now: noon) == expiration)
    }
}
