internal import Domain

extension Verdict {
    /// Its place among all cases, for tables with a place for each.
    var index: Int {
        switch self {
        case .malformed: 0
        case .unknown: 1
        case .suspended: 2
        case .revoked: 3
        case .rotated: 4
        case .expired: 5
        case .disabled: 6
        case .wrongEnvironment: 7
        case .ipNotAllowed: 8
        case .insufficientScope: 9
        case .rateLimited: 10
        case .valid: 11
        }
    }
}
