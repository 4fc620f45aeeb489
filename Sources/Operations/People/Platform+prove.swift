internal import Domain

extension Platform {
    /// What somebody has proved whose password was right.
    func prove(_ user: User) async throws -> Proof {
        .password(secondFactor: false)
    }
}
