internal import HTTPTypes
internal import Operations
internal import SCIM

extension Routes {
    /// SCIM 2.0. It describes itself, at `/Schemas`, so the OpenAPI document leaves it out.
    var directory: [Route] {
        let directory = DirectoryHandlers(platform)
        return [
            scim(.get, "/ServiceProviderConfig", directory.serviceProviderConfig),
            scim(.get, "/ResourceTypes", directory.resourceTypes),
            scim(.get, "/ResourceTypes/{resource_type}", directory.resourceType),
            scim(.get, "/Schemas", directory.schemas),
            scim(.get, "/Schemas/{schema}", directory.schema),
            scim(.get, "/Users", query: ResourceQuery.parameters, directory.listUsers),
            scim(.post, "/Users", directory.createUser),
            scim(.get, "/Users/{directory_user}", query: selection, directory.readUser),
            scim(.put, "/Users/{directory_user}", directory.replaceUser),
            scim(.patch, "/Users/{directory_user}", directory.patchUser),
            scim(.delete, "/Users/{directory_user}", directory.deleteUser),
            scim(.get, "/Groups", query: ResourceQuery.parameters, directory.listGroups),
            scim(.post, "/Groups", directory.createGroup),
            scim(.get, "/Groups/{directory_group}", query: selection, directory.readGroup),
            scim(.put, "/Groups/{directory_group}", directory.replaceGroup),
            scim(.patch, "/Groups/{directory_group}", directory.patchGroup),
            scim(.delete, "/Groups/{directory_group}", directory.deleteGroup),
            scim(.post, "/.search", directory.search),
        ]
    }

    private var selection: Set<String> { ["attributes", "excludedAttributes"] }

    private func scim(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: Set<String> = [],
        _ handler: @escaping Route.Handler
    ) -> Route {
        Route(method, "/scim/v2/{tenant}" + path, .directory, query: query, dialect: .scim, handler)
    }
}
