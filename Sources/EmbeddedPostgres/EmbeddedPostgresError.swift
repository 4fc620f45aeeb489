/// Why the embedded database is not there, and what to do about it. Never holds a secret.
package enum EmbeddedPostgresError: Error, Equatable, CustomStringConvertible {
    case programsMissing(searched: [String])
    case programsTooOld(found: Int, oldest: Int)
    case otherMajorVersion(folder: String, found: String, installed: Int)
    case inUse(folder: String, processID: String)
    case otherOwner(folder: String, account: String)
    case notADatabase(folder: String)
    case accountMissing(name: String)
    case accountUnknown(userID: UInt32)
    case accountReserved(name: String)
    case setprivMissing
    case cannotUse(path: String, reason: String)
    case socketDirectoryTaken(path: String)
    /// `output` is what initdb said.
    case initialisationFailed(folder: String, output: String)
    /// `output` is what the server said last.
    case startFailed(log: String, output: String)
    case startTooSlow(log: String, seconds: Int64)
    case stoppedUnexpectedly(log: String, status: String)

    package var description: String {
        switch self {
        case .programsMissing(let searched):
            "PostgreSQL's server programs (initdb, postgres) were not found in \(searched.joined(separator: ", ")). "
                + "Install them (Debian, Ubuntu: apt-get install postgresql), or set DATABASE_URL to a server elsewhere."
        case .programsTooOld(let found, let oldest):
            "PostgreSQL \(found) is installed, but \(oldest) or newer is needed. Install a newer one."
        case .otherMajorVersion(let folder, let found, let installed):
            "\(folder) was made by PostgreSQL \(found), but PostgreSQL \(installed) is installed. Install "
                + "PostgreSQL \(found) beside it, or carry the data over with pg_upgrade or pg_dump."
        case .inUse(let folder, let processID):
            "\(folder) is in use by process \(processID). Stop that one first, or set LATCHKEY_DATA to another folder."
        case .otherOwner(let folder, let account):
            "\(folder) belongs to the account \(account). Run as that account, or set LATCHKEY_DATA to another folder."
        case .notADatabase(let folder):
            "\(folder) holds files but no database. Move them away, or set LATCHKEY_DATA to another folder."
        case .accountMissing(let name):
            "PostgreSQL refuses to run as root, and there is no account \(name) to run it as. "
                + "Create that account (Debian's postgresql package does), or run as an ordinary user."
        case .accountUnknown(let userID):
            "The user id \(userID) has no account, which PostgreSQL needs. Add one to /etc/passwd, or set DATABASE_URL."
        case .accountReserved(let name):
            "PostgreSQL reserves names like the account's, \(name). Run as an account not called pg_…"
        case .setprivMissing:
            "setpriv was not found. Install it (Debian, Ubuntu: apt-get install util-linux)."
        case .cannotUse(let path, let reason):
            "Cannot use \(path): \(reason). \(advice(on: reason))"
        case .socketDirectoryTaken(let path):
            "\(path) belongs to somebody else or is open to others. Remove it, or set XDG_RUNTIME_DIR to a folder of yours."
        case .initialisationFailed(let folder, let output):
            "A database could not be made in \(folder). \(advice(on: output)) initdb said: \(output)"
        case .startFailed(let log, let output):
            "PostgreSQL did not start. \(advice(on: output)) It said in \(log): \(output)"
        case .startTooSlow(let log, let seconds):
            "PostgreSQL was not ready after \(seconds) seconds and was stopped. See \(log); a long recovery goes on where "
                + "it stood when started again."
        case .stoppedUnexpectedly(let log, let status):
            "PostgreSQL stopped by itself (\(status)). See \(log) for the reason."
        }
    }
}

private func advice(on output: String) -> String {
    if output.contains("No space left on device") || output.contains("Disk quota exceeded") {
        return "The disk is full: free some space, or set LATCHKEY_DATA to a folder on another disk."
    }
    if output.contains("Permission denied") || output.contains("Operation not permitted") {
        return "Give this account write access to the folder, or set LATCHKEY_DATA to a folder that it may write to."
    }
    if output.contains("Read-only file system") {
        return "Set LATCHKEY_DATA to a folder that can be written to."
    }
    return "Set LATCHKEY_DATA to another folder if this one cannot be mended."
}
