package import Domain

extension Failure {
    /// The same for every path that is not there.
    package static func noSuchPath() -> Failure { Failure(.notFound, "There is no such path.") }
}
