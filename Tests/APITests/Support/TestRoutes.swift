import API
import Domain
import HTTPTypes
import Wire

let goodToken = "good.token"
let knownTenant = ID<Tenant>(bits: 7)

func testRoutes(_ latch: Latch) -> [Route] {
    [
        Route(.get, "/v1/public", .public) { _ in .ok(["hello": "world"]) },
        Route(.post, "/v1/public", .public) { request in
            let fields = try request.body()
            let name = try fields.finish(fields.required("name", .string))
            return .created(["length": .integer(Int64(name.utf8.count))])
        },
        Route(.delete, "/v1/public", .public) { _ in .noContent },
        Route(.get, "/v1/me", .signedIn) { request in .ok(["email": .string(try request.actor.user.email)]) },
        Route(.get, "/v1/echo/{text}", .public) { request in .ok(["text": .string(try request.parameter("text"))]) },
        Route(.get, "/v1/echo/summary", .public) { _ in .ok(["summary": true]) },
        Route(.get, "/v1/tenants/{tenant}", .action(.tenantRead)) { request in
            let tenant = try request.id("tenant", Tenant.self)
            guard tenant == knownTenant else { throw Failure(.notFound, "There is no such tenant.") }
            return .ok(["id": .string(tenant.description)])
        },
        Route(.post, "/v1/tenants/{tenant}", .action(.tenantUpdate)) { request in
            guard try request.id("tenant", Tenant.self) == knownTenant else { throw Failure(.notFound, "…") }
            let fields = try request.optionalBody()
            let name = try fields.finish(fields.optional("name", .text(DisplayName.init(validating:at:))))
            return .ok([
                "name": name.map { .string($0.text) } ?? nil, "reason": try request.reason.map { .string($0) } ?? nil,
            ])
        },
        Route(.get, "/v1/list", .public, query: ["limit", "q"]) { request in
            let query = request.query
            let (limit, q) = try query.finish(
                query.optional("limit", .integer(in: 1...100), default: 25),
                query.optional("q", .string)
            )
            return .ok(["limit": .integer(Int64(limit)), "q": q.map { .string($0) } ?? nil])
        },
        Route(.get, "/v1/address", .public) { request in
            .ok(["address": .string(request.remoteAddress?.description ?? "")])
        },
        Route(.get, "/v1/broken", .public) { _ in throw Breakage(note: "a wheel came off") },
        Route(.get, "/v1/unavailable", .public) { _ in
            throw Failure(.unavailable, "The database is gone.", retryAfter: .seconds(5))
        },
        Route(.get, "/v1/held", .public) { _ in
            await latch.pass()
            return .ok(["held": true])
        },
        Route(.get, "/v1/stuck", .public) { _ in
            await latch.arrive()
            try await Task.sleep(for: .seconds(3600))
            return .noContent
        },
        Route(.post, "/v1/stuck", .public) { _ in
            await latch.arrive()
            try await Task.sleep(for: .seconds(3600))
            return .noContent
        },
        Route(.get, "/v1/large", .public) { _ in
            await latch.arrive()
            // More than the sockets' buffers hold.
            return .ok(.string(String(repeating: "x", count: 6 * 1024 * 1024)))
        },
    ]
}

struct Breakage: Error { var note: String }

func authenticate(_ token: Sensitive<String>) async throws -> Domain.Actor {
    guard token.expose() == goodToken else { throw Failure(.unauthenticated, "That token is not valid.") }
    return Domain.Actor(
        user: User(id: ID(bits: 1), email: "ada@example.com", name: "Ada"),
        platformRole: nil,
        memberships: [],
        session: ID(bits: 2),
        now: Instant(microseconds: 0)
    )
}
