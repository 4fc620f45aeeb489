import Glibc

/// Whom the server runs as: ourselves, or `postgres` when we are root, which PostgreSQL refuses.
struct ServerAccount: Sendable, Equatable {
    let name: String
    let userID: uid_t
    let groupID: gid_t

    static let nameForRoot = "postgres"

    static func current() throws(EmbeddedPostgresError) -> ServerAccount {
        guard geteuid() == 0 else { return try connecting() }
        guard let account = account(named: nameForRoot) else { throw .accountMissing(name: nameForRoot) }
        return account
    }

    /// Whom we connect as, and so the name of the database's superuser: PostgreSQL asks the kernel who is at the other
    /// end of the socket.
    static func connecting() throws(EmbeddedPostgresError) -> ServerAccount {
        guard let account = account(withID: geteuid()) else { throw .accountUnknown(userID: geteuid()) }
        guard !account.name.hasPrefix("pg_") else { throw .accountReserved(name: account.name) }
        return account
    }

    /// The command, run as this account, and sent `deathSignal` when this process ends.
    ///
    /// Two setprivs as root, since the kernel forgets the death signal when a process changes its user. From the root
    /// directory, since initdb finds itself from the current one, which the account may not be able to enter.
    func running(_ command: Command, deathSignal: String) throws(EmbeddedPostgresError) -> Command {
        guard let setpriv = setprivPaths.first(where: { access($0, X_OK) == 0 }) else { throw .setprivMissing }
        let program = ["/usr/bin/env", "--chdir=/", command.program]
        var arguments = ["--pdeathsig=\(deathSignal)", "--"] + program + command.arguments
        if geteuid() != userID {
            arguments = ["--reuid=\(name)", "--regid=\(groupID)", "--init-groups", "--", setpriv] + arguments
        }
        var wrapped = command
        wrapped.program = setpriv
        wrapped.arguments = arguments
        return wrapped
    }

    static func account(withID userID: uid_t) -> ServerAccount? {
        lookUp { getpwuid_r(userID, $0, $1, $2, $3) }
    }

    static func account(named name: String) -> ServerAccount? {
        lookUp { getpwnam_r(name, $0, $1, $2, $3) }
    }
}

private let setprivPaths = ["/usr/bin/setpriv", "/bin/setpriv"]

private typealias Lookup = (
    UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
) -> Int32

private func lookUp(_ lookup: Lookup) -> ServerAccount? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    return buffer.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress, lookup(&entry, base, buffer.count, &found) == 0, found != nil else {
            return nil
        }
        return ServerAccount(name: String(cString: entry.pw_name), userID: entry.pw_uid, groupID: entry.pw_gid)
    }
}
