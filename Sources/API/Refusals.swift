package import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

extension Routes {
    /// Counts what was refused, for the audit trails: whatever a route answers with 403, and what it hides behind 404.
    package func count(_ failure: Failure, to request: APIRequest, at access: Route.Access) {
        guard [.forbidden, .notFound].contains(failure.code.status) else { return }
        let refused = CountRefusal(platform: platform)
        switch access {
        case .public, .signedIn: break
        case .action(let action):
            guard let call = try? request.call else { return }
            let tenant = (try? request.parameter("tenant")).map { ID<Tenant>($0) }
            // A tenant that is none's id is nothing that could be refused.
            if case .some(nil) = tenant { return }
            refused(failure.code, action.rawValue, of: tenant ?? nil, call: call)
        case .directory:
            guard let call = try? request.directoryCall else { return }
            refused(failure.code, request.method == .get ? "directory.read" : "directory.change", call: call)
        }
    }
}
