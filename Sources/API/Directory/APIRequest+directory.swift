internal import Domain
internal import Operations
internal import SCIM

extension APIRequest {
    /// What a directory asks. Who it is and what it may is for the operation to find out.
    var directoryCall: DirectoryCall {
        get throws(Failure) {
            DirectoryCall(
                token: try Bearer.token(in: headers),
                tenant: ID(try parameter("tenant")),
                request: requestID,
                remoteAddress: remoteAddress
            )
        }
    }

    var resourceQuery: ResourceQuery {
        get throws(Failure) { try ResourceQuery(queryItems) }
    }

    /// A resource as it is sent whole.
    var newResource: JSON {
        get throws(Failure) {
            try requireDeclaredQuery()
            return try bodyJSON()
        }
    }

    var replacement: DirectoryEdit {
        get throws(Failure) { .replacing(by: try newResource, try expectedVersion) }
    }

    var patch: DirectoryEdit {
        get throws(Failure) { .patching(by: try newResource, try expectedVersion) }
    }

    var directoryUser: ID<DirectoryUser> {
        get throws(Failure) { try id("directory_user", DirectoryUser.self) }
    }

    var directoryGroup: ID<DirectoryGroup> {
        get throws(Failure) { try id("directory_group", DirectoryGroup.self) }
    }
}
