internal import Domain

extension Optional {
    /// What is not there is refused like what may not be seen.
    var found: Wrapped {
        get throws(Failure) {
            guard let self else { throw Failure.notFound() }
            return self
        }
    }
}
