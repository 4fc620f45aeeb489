package import Domain
internal import Postgres

/// A secret as the database may know it.
package struct SealedSecret: Sendable {
    package let pepperID: Int
    /// Encrypted.
    package let bytes: [UInt8]

    package init(pepperID: Int, bytes: [UInt8]) {
        self.pepperID = pepperID
        self.bytes = bytes
    }
}

/// The second factor that somebody has, or is setting up.
package struct StoredSecondFactor: Sendable {
    package let secret: SealedSecret
    /// Nil until a first code showed that the device has the secret; until then it counts for nothing.
    package let confirmedAt: Instant?
    /// The last time step whose code was taken.
    package let lastStep: Int64
}

extension StoreTransaction where Kind == OnPerson {
    /// Holds it until the transaction ends, so that no two take the same code.
    package func lockSecondFactor(of user: ID<User>) -> Reply<StoredSecondFactor?> {
        send(selectSecondFactor(of: user, locking: true)) { rows in try rows.first.map(StoredSecondFactor.init(row:)) }
    }

    package func secondFactor(of user: ID<User>) -> Reply<StoredSecondFactor?> {
        send(selectSecondFactor(of: user, locking: false)) { rows in try rows.first.map(StoredSecondFactor.init(row:)) }
    }

    private func selectSecondFactor(of user: ID<User>, locking: Bool) -> Query {
        """
        SELECT pepper_id, secret, confirmed_at, last_step
        FROM second_factors WHERE user_id = \(user) \(fragment: locking ? "FOR UPDATE" : "")
        """
    }

    /// In place of one that somebody began to set up before. False when there is one that counts: that stays.
    package func insertSecondFactor(_ secret: SealedSecret, of user: ID<User>, at now: Instant) -> Reply<Bool> {
        send(
            """
            INSERT INTO second_factors (user_id, pepper_id, secret, created_at)
            VALUES (\(user), \(Int32(secret.pepperID)), \(Bytes(secret.bytes)), \(now))
            ON CONFLICT (user_id) DO UPDATE
            SET pepper_id = EXCLUDED.pepper_id, secret = EXCLUDED.secret, created_at = EXCLUDED.created_at
            WHERE second_factors.confirmed_at IS NULL
            """
        ) { rows in rows.affectedRows == 1 }
    }

    /// Takes the code of a time step, and with it every earlier one.
    package func takeStep(_ step: Int64, of user: ID<User>, confirmedAt: Instant) {
        send(
            """
            UPDATE second_factors SET last_step = \(step), confirmed_at = \(confirmedAt) WHERE user_id = \(user)
            """
        )
    }

    /// The same secret, encrypted anew.
    package func reseal(_ secret: SealedSecret, of user: ID<User>) {
        send(
            """
            UPDATE second_factors SET pepper_id = \(Int32(secret.pepperID)), secret = \(Bytes(secret.bytes))
            WHERE user_id = \(user)
            """
        )
    }

    /// With its recovery codes.
    package func deleteSecondFactor(of user: ID<User>) {
        send("DELETE FROM recovery_codes WHERE user_id = \(user)")
        send("DELETE FROM second_factors WHERE user_id = \(user)")
    }

    package func countRecoveryCodes(of user: ID<User>) -> Reply<Int> {
        send("SELECT count(*) AS count FROM recovery_codes WHERE user_id = \(user)") { rows in
            try rows.one.decode("count")
        }
    }

    /// The old ones are good no longer.
    package func replaceRecoveryCodes(of user: ID<User>, with macs: [[UInt8]]) {
        send("DELETE FROM recovery_codes WHERE user_id = \(user)")
        send(
            """
            INSERT INTO recovery_codes (user_id, mac) SELECT \(user), unnest(\(macs.map(Bytes.init)))
            """
        )
    }

    /// Takes the recovery code that has one of these; false when there is none.
    package func takeRecoveryCode(withAnyOf macs: [[UInt8]], of user: ID<User>) -> Reply<Bool> {
        send("DELETE FROM recovery_codes WHERE user_id = \(user) AND mac = ANY(\(macs.map(Bytes.init)))") { rows in
            rows.affectedRows == 1
        }
    }

    /// Whether a session has shown the second factor.
    package func setSecondFactor(_ isShown: Bool, of session: ID<Session>, of user: ID<User>) {
        send("UPDATE sessions SET has_second_factor = \(isShown) WHERE user_id = \(user) AND id = \(session)")
    }
}

extension StoredSecondFactor {
    fileprivate init(row: Row) throws {
        secret = SealedSecret(
            pepperID: Int(try row.decode("pepper_id", as: Int32.self)),
            bytes: try row.decode("secret", as: Bytes.self).bytes
        )
        confirmedAt = try row.decode("confirmed_at")
        lastStep = try row.decode("last_step")
    }
}
