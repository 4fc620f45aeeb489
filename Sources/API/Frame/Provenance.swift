internal import Domain
internal import HTTPTypes
internal import Wire

/// Whose page made a browser send a request, as the browser itself says: no page can write these headers.
enum Provenance: Sendable {
    case ownPage
    /// Another site's, another origin's of the same site, or nobody's.
    case otherPage
    /// It says nothing: a program, or a browser before 2020 with a request that has no `Origin`.
    case unknown

    /// `Sec-Fetch-Site` where there is one. Browsers leave it out on plain HTTP; then `Origin` has to be ours.
    init(_ headers: HTTPFields, publicURL: String) {
        let sites = headers[values: .named("Sec-Fetch-Site")]
        let origins = headers[values: .named("Origin")]
        if !sites.isEmpty {
            self = sites == ["same-origin"] ? .ownPage : .otherPage
        } else if !origins.isEmpty {
            self = origins == [publicURL] ? .ownPage : .otherPage
        } else {
            self = .unknown
        }
    }

    /// For what relies on a cookie, or sets one.
    ///
    /// - Throws: `CROSS_SITE`.
    func requireOwnPage() throws(Failure) {
        guard self == .ownPage else {
            throw Failure(
                .crossSite,
                "With the cookie, only pages of this server change anything: Sec-Fetch-Site or Origin must say so."
            )
        }
    }

    /// For what anybody may ask for, programs too.
    ///
    /// - Throws: `CROSS_SITE`.
    func refuseOtherPage() throws(Failure) {
        if self == .otherPage { try requireOwnPage() }
    }
}
