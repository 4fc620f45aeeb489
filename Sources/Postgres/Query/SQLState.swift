/// An error's code of five characters (PostgreSQL's appendix A). Its first two are its class.
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    package var errorClass: Class { Class(rawValue: String(rawValue.prefix(2))) }

    package struct Class: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let connectionException = Class(rawValue: "08")
        package static let dataException = Class(rawValue: "22")
        package static let integrityConstraintViolation = Class(rawValue: "23")
        package static let invalidAuthorization = Class(rawValue: "28")
        package static let transactionRollback = Class(rawValue: "40")
        package static let syntaxErrorOrAccessRuleViolation = Class(rawValue: "42")
        package static let insufficientResources = Class(rawValue: "53")
        package static let operatorIntervention = Class(rawValue: "57")
        package static let raisedException = Class(rawValue: "P0")
    }

    package static let featureNotSupported = SQLState(rawValue: "0A000")
    package static let notNullViolation = SQLState(rawValue: "23502")
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    package static let uniqueViolation = SQLState(rawValue: "23505")
    package static let checkViolation = SQLState(rawValue: "23514")
    package static let exclusionViolation = SQLState(rawValue: "23P01")
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    package static let inFailedTransaction = SQLState(rawValue: "25P02")
    package static let undefinedPreparedStatement = SQLState(rawValue: "26000")
    package static let serializationFailure = SQLState(rawValue: "40001")
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    package static let insufficientPrivilege = SQLState(rawValue: "42501")
    package static let syntaxError = SQLState(rawValue: "42601")
    package static let undefinedTable = SQLState(rawValue: "42P01")
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    package static let queryCanceled = SQLState(rawValue: "57014")
}
