import Domain
import Testing

@testable import Store

/// One function that Store offers on a person, asked for the owner's rows by their ids, as those of the user who is named.
struct PersonStatement: Sendable {
    let signature: String
    let ask: Ask

    enum Ask: Sendable {
        /// How many of the owner's rows the answer holds.
        case read(@Sendable (borrowing PersonTransaction, ID<User>, _ owner: TwoTenants.Side) async throws -> Int)
        case write(@Sendable (borrowing PersonTransaction, ID<User>, _ owner: TwoTenants.Side) throws -> Void)
        /// Not about one person's rows, for the reason given.
        case exempt(String)
    }

    static let all = sessions + passwords + secondFactors + accounts + exempt

    private static func read(
        _ signature: String,
        _ ask: @escaping @Sendable (borrowing PersonTransaction, ID<User>, TwoTenants.Side) async throws -> Int
    ) -> PersonStatement {
        PersonStatement(signature: signature, ask: .read(ask))
    }

    private static func write(
        _ signature: String,
        _ ask: @escaping @Sendable (borrowing PersonTransaction, ID<User>, TwoTenants.Side) throws -> Void
    ) -> PersonStatement {
        PersonStatement(signature: signature, ask: .write(ask))
    }

    private static let sessions = [
        read("session(user,tokenHash)") { transaction, user, owner in
            let session = transaction.session(user: user, tokenHash: owner.tokenHash)
            return try await transaction.result(session) == nil ? 0 : 1
        },
        read("sessions(of user)") { transaction, user, owner in
            try await transaction.result(transaction.sessions(of: user)).count { $0.id == owner.session }
        },
        write("insert(_ session,of user)") { transaction, user, _ in transaction.insert(.example, of: user) },
        write("deleteSession(_ id,of user)") { _ = $0.deleteSession($2.session, of: $1) },
        write("deleteOldestSessions(of user,keeping count)") { transaction, user, _ in
            transaction.deleteOldestSessions(of: user, keeping: 0)
        },
        write("deleteSessions(of user,besides kept)") { transaction, user, _ in
            transaction.deleteSessions(of: user)
        },
        write("deleteSessions(of user,from tenant)") { transaction, user, owner in
            transaction.deleteSessions(of: user, from: owner.id)
        },
        write("deleteExpiredSessions(of user,at now)") { transaction, user, _ in
            transaction.deleteExpiredSessions(of: user, at: TwoTenants.farAhead)
        },
        write("setSecondFactor(_ isShown,of session,of user)") { transaction, user, owner in
            transaction.setSecondFactor(true, of: owner.session, of: user)
        },
    ]

    private static let passwords = [
        write("insertPassword(_ hash,of user,at now)") { transaction, user, _ in
            transaction.insertPassword(Sensitive("other"), of: user, at: TwoTenants.farAhead)
        },
        write("replacePassword(_ hash,of user,at now)") { transaction, user, _ in
            transaction.replacePassword(Sensitive("other"), of: user, at: TwoTenants.farAhead)
        },
        write("rehashPassword(_ hash,insteadOf old,of user)") { transaction, user, _ in
            transaction.rehashPassword(Sensitive("other"), insteadOf: Sensitive("hash"), of: user)
        },
        read("passwordLink()") { transaction, _, owner in
            try await transaction.result(transaction.passwordLink())?.tokenHash == owner.tokenHash ? 1 : 0
        },
        write("replacePasswordLink(by link)") { transaction, _, _ in transaction.replacePasswordLink(by: .example) },
        write("deletePasswordLink()") { transaction, _, _ in transaction.deletePasswordLink() },
    ]

    private static let secondFactors = [
        read("lockSecondFactor(of user)") { transaction, user, owner in
            let factor = try await transaction.result(transaction.lockSecondFactor(of: user))
            return factor?.secret.bytes == owner.tokenHash ? 1 : 0
        },
        read("secondFactor(of user)") { transaction, user, owner in
            let factor = try await transaction.result(transaction.secondFactor(of: user))
            return factor?.secret.bytes == owner.tokenHash ? 1 : 0
        },
        write("insertSecondFactor(_ secret,of user,at now)") { transaction, user, _ in
            _ = transaction.insertSecondFactor(.example, of: user, at: TwoTenants.farAhead)
        },
        write("takeStep(_ step,of user,confirmedAt)") { transaction, user, _ in
            transaction.takeStep(9, of: user, confirmedAt: TwoTenants.farAhead)
        },
        write("reseal(_ secret,of user)") { transaction, user, _ in transaction.reseal(.example, of: user) },
        write("deleteSecondFactor(of user)") { transaction, user, _ in transaction.deleteSecondFactor(of: user) },
        read("countRecoveryCodes(of user)") { transaction, user, owner in
            // Only the owner has two.
            try await transaction.result(transaction.countRecoveryCodes(of: user)) == 2 ? 1 : 0
        },
        write("replaceRecoveryCodes(of user,with macs)") { transaction, user, owner in
            transaction.replaceRecoveryCodes(of: user, with: [owner.tokenHash])
        },
        write("takeRecoveryCode(withAnyOf macs,of user)") { transaction, user, owner in
            _ = transaction.takeRecoveryCode(withAnyOf: [owner.tokenHash], of: user)
        },
    ]

    private static let accounts = [
        read("memberships()") { transaction, _, owner in
            try await transaction.result(transaction.memberships()).count { $0.tenant == owner.id }
        },
        read("account()") { transaction, _, owner in
            try await transaction.result(transaction.account())?.user.id == owner.user ? 1 : 0
        },
        write("insert(_ user,platformRole,at now)") { transaction, user, _ in
            let twin = User(id: user, email: "twin@tenant.example", name: "Twin")
            transaction.insert(twin, at: TwoTenants.farAhead)
        },
        write("setDisabled(_ user,since instant)") { transaction, user, _ in
            transaction.setDisabled(user, since: TwoTenants.farAhead)
        },
        write("setPlatformRole(_ role,of user)") { transaction, user, _ in
            transaction.setPlatformRole(.support, of: user)
        },
    ]

    private static let exempt = [
        PersonStatement(signature: "account(email)", ask: .exempt("finds whose an address is")),
        PersonStatement(signature: "credential(email)", ask: .exempt("finds whose an address is")),
        PersonStatement(signature: "standing()", ask: .exempt("reads what is found by an address too")),
        PersonStatement(signature: "passwordChanged(of user)", ask: .exempt("reads what is found by an address too")),
        PersonStatement(signature: "hasSuperUser(besides user)", ask: .exempt("is about all people, and names none")),
        PersonStatement(
            signature: "deleteSession(tokenHash,of user)",
            ask: .exempt("takes the token itself, whoever's it is")
        ),
        PersonStatement(
            signature: "people(withAddresses addresses)",
            ask: .exempt("is about whoever has an address, as signing in is")
        ),
        PersonStatement(
            signature: "useSignOn(_ stateHash,until expiry,at now)",
            ask: .exempt("is about a sign-on, before anybody is known")
        ),
        PersonStatement(
            signature: "tenants(trusting issuer,for audiences,limit)",
            ask: .exempt("finds which tenants trust an issuer")
        ),
        PersonStatement(signature: "lock(person)", ask: .exempt("answers nothing")),
        PersonStatement(signature: "result(_ reply)", ask: .exempt("sends nothing of its own")),
        PersonStatement(signature: "time()", ask: .exempt("the server's clock is nobody's row")),
    ]
}

extension SealedSecret {
    fileprivate static let example = SealedSecret(pepperID: 2, bytes: [9])
}

extension PasswordLink {
    fileprivate static let example = PasswordLink(
        tokenHash: [UInt8](repeating: 9, count: 32),
        tenant: nil,
        createdAt: TwoTenants.usageHour,
        createdBy: nil,
        expiresAt: TwoTenants.farAhead
    )
}

extension NewSession {
    fileprivate static let example = NewSession(
        id: ID(bits: 3),
        tokenHash: [3],
        proof: .password(secondFactor: false),
        createdAt: TwoTenants.usageHour,
        expiresAt: TwoTenants.farAhead,
        ip: nil,
        userAgent: nil
    )
}

/// What the rows of each side's person hold.
extension TwoTenants.Side {
    var session: ID<Session> { ID(bits: UInt128(keyLimit)) }
    var tokenHash: [UInt8] { [UInt8](repeating: UInt8(keyLimit), count: 32) }
}
