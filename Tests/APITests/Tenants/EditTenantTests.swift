import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("PATCH /v1/tenants/{tenant}")
struct EditTenantTests {
    @Test("gives it another name, a new version, and a row in its audit trail; the rest stays as it is")
    func renames() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let before = try await platform.send(.GET, admin.path, token: admin.token)
            #expect(before.headers["ETag"] == ["\"1\""])
            let renamed = try await platform.rename(admin, to: "Acme Holding", version: 1)
            expectStatus(renamed, 200)
            #expect(renamed.string("name") == "Acme Holding")
            #expect(renamed.headers["ETag"] == ["\"2\""])
            for member in ["id", "kind", "policy", "key_limit", "billing_day", "created_at"] {
                #expect(renamed[member] == before[member])
            }
            let read = try await platform.send(.GET, admin.path, token: admin.token)
            #expect(try read.includes(renamed))
            #expect(read.headers["ETag"] == ["\"2\""])
            let row = try #require(try await platform.audited("tenant.update", of: admin.id).first)
            #expect(row["object"] == .string(admin.id))
            #expect(row["before"] == ["name": "Test Tenant"])
            #expect(row["after"] == ["name": "Acme Holding"])
            #expect(row["actor"]?["role"] == "BUSINESS_ADMIN")
        }
    }

    @Test("changes nothing, and leaves no row, where the name is what it was or is not sent")
    func sameName() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for body in [[:], ["name": "Test Tenant"]] as [JSON] {
                let reply = try await platform.edit(admin, body, version: 1)
                expectStatus(reply, 200)
                #expect(reply.headers["ETag"] == ["\"1\""])
            }
            #expect(try await platform.audited("tenant.update", of: admin.id) == [])
        }
    }

    @Test("is of a version: without one 428, of another one 412, and of many at once one is made")
    func versions() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            expectProblem(try await platform.edit(admin, ["name": "Other"], version: nil), 428, "PRECONDITION_REQUIRED")
            expectProblem(try await platform.rename(admin, to: "Other", version: 2), 412, "PRECONDITION_FAILED")
            let replies = try await atOnce(8) { number in
                try await platform.rename(admin, to: "Name \(number)", version: 1)
            }
            #expect(replies.count { $0.status == 200 } == 1)
            #expect(replies.count { $0.status == 412 } == 7)
        }
    }

    @Test("names everything that is wrong with the body, ahead of the version")
    func invalid() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let fixed = [
                "id", "kind", "parent_id", "policy", "key_limit", "billing_day", "suspended_at", "suspended_by",
                "suspended_through_partner", "created_at",
            ]
            let members = fixed.map { JSON.Member($0, nil) } + [JSON.Member("name", "x"), JSON.Member("colour", "red")]
            let reply = try await platform.edit(admin, .object(members), version: nil)
            let errors = fixed.map { "/\($0) NOT_EDITABLE" } + ["/name TOO_SHORT", "/colour UNKNOWN_FIELD"]
            expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            let null = try await platform.edit(admin, ["name": nil], version: 1)
            expectProblem(null, 422, "VALIDATION_FAILED", ["/name WRONG_TYPE"])
        }
    }

    @Test("is for SUPER_USER with a reason, a partner's admin for it and its businesses, and a business's own admin")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let edit = { (path: String, token: String, headers: HTTPHeaders) in
                var headers = headers
                headers.add(name: "If-Match", value: "*")
                return try await platform.send(.PATCH, path, ["name": "Other"], token: token, headers: headers)
            }
            let (business, partner) = (cast.path, cast.partnerAdmin.path)
            for (path, token) in [
                (business, cast.partnerAdmin.token), (partner, cast.partnerAdmin.token), (business, cast.admin.token),
            ] { expectStatus(try await edit(path, token, [:]), 200) }
            expectProblem(try await edit(business, cast.superUser, [:]), 422, "REASON_REQUIRED")
            expectStatus(try await edit(business, cast.superUser, ["Latchkey-Reason": "asked by phone"]), 200)
            for token in [cast.support, cast.advisor.token, cast.member.token] {
                expectProblem(try await edit(business, token, [:]), 403, "ROLE_FORBIDDEN")
            }
            for token in [cast.admin.token, cast.stranger.token] {
                expectProblem(try await edit(partner, token, [:]), 404, "NOT_FOUND")
            }
        }
    }
}

extension TestPlatform {
    fileprivate func rename(_ tenant: TestTenant, to name: String, version: Int) async throws -> HTTPReply {
        try await edit(tenant, ["name": .string(name)], version: version)
    }

    fileprivate func edit(_ tenant: TestTenant, _ body: JSON, version: Int?) async throws -> HTTPReply {
        try await send(
            .PATCH,
            tenant.path,
            body,
            token: tenant.token,
            headers: version.map { ["If-Match": "\"\($0)\""] } ?? [:]
        )
    }
}
