import Domain
import NIOHTTP1
import TestSupport
import Testing

/// A key that was just made, or rotated: the one moment at which its secret is known.
struct MadeKey: Sendable {
    let id: String
    let secret: String
    let reply: HTTPReply

    /// What tells the secret from the public part before it.
    var secretPart: String { String(secret.suffix(49)) }

    init(_ reply: HTTPReply) throws {
        id = try #require(reply.string("key", "id"), "\(reply.text)")
        secret = try #require(reply.string("secret"), "\(reply.text)")
        self.reply = reply
    }
}

extension Portal {
    func create(_ form: JSON, as somebody: TestPlatform.Person? = nil) async throws -> HTTPReply {
        try await ask(.POST, "/keys", form, as: somebody)
    }

    func make(_ form: JSON, as somebody: TestPlatform.Person? = nil) async throws -> MadeKey {
        try MadeKey(try await create(form, as: somebody))
    }

    func read(_ id: String) async throws -> HTTPReply {
        try await ask(.GET, "/keys/\(id)")
    }

    func status(of id: String) async throws -> String? {
        try await read(id).string("status")
    }

    /// What is done to a key with a POST: disable, enable, revoke, rotate, duplicate.
    func act(
        _ verb: String,
        on id: String,
        _ body: JSON? = nil,
        as somebody: TestPlatform.Person? = nil,
        because reason: String? = nil
    ) async throws -> HTTPReply {
        try await ask(.POST, "/keys/\(id)/\(verb)", body, as: somebody, because: reason)
    }

    /// What "Save" does: over what was read last.
    func edit(_ id: String, _ changes: JSON, as somebody: TestPlatform.Person? = nil) async throws -> HTTPReply {
        let eTag = try await read(id).headers.first(name: "ETag")
        return try await ask(.PATCH, "/keys/\(id)", changes, as: somebody, seen: eTag)
    }

    /// One member of each key of the list, as text.
    func list(_ query: String = "", _ member: String = "id") async throws -> [String] {
        let reply = try await ask(.GET, "/keys" + query)
        expectStatus(reply, 200)
        return reply.data(member)
    }

    /// An authorization group's id.
    func group(
        _ name: String = "Readers",
        _ scopes: [String],
        type: String = "TENANT_API_KEY"
    ) async throws -> String {
        let reply = try await ask(
            .POST,
            "/authorization-groups",
            ["name": .string(name), "type": .string(type), "scopes": .strings(scopes)]
        )
        return try #require(reply.string("id"), "\(reply.text)")
    }

    /// Holds that a secret can be found neither in any answer that the portal can ask for, nor in the database.
    func expectSecretIsGone(_ key: MadeKey, at location: SourceLocation = #_sourceLocation) async throws {
        let paths = [
            "", "/keys", "/keys/\(key.id)", "/keys/summary", "/keys/\(key.id)/usage", "/usage", "/key-limit",
            "/policy", "/authorization-groups",
        ]
        for path in paths {
            let reply = try await ask(.GET, path)
            expectStatus(reply, 200, at: location)
            #expect(!reply.text.contains(key.secretPart), "\(path)", sourceLocation: location)
        }
        let edited = try await edit(key.id, ["description": "Looked at"])
        expectStatus(edited, 200, at: location)
        #expect(!edited.text.contains(key.secretPart), sourceLocation: location)
        let copied = try await act("duplicate", on: key.id)
        expectStatus(copied, 201, at: location)
        #expect(!copied.text.contains(key.secretPart), sourceLocation: location)
        // The answer that showed it is kept under the Idempotency-Key.
        let answers = try await platform.database.strings("SELECT key_id FROM key_secrets, idempotency")
        #expect(!answers.isEmpty, sourceLocation: location)
        let places = try await platform.database.places(of: key.secretPart)
        #expect(places == [], sourceLocation: location)
    }

    /// Holds that each of these forms of a key is refused, and for these reasons.
    func expectRefusals(_ cases: [(form: JSON, errors: [String])], at location: SourceLocation = #_sourceLocation)
        async throws
    {
        for (form, errors) in cases {
            let reply = try await create(form)
            expectProblem(reply, 422, "VALIDATION_FAILED", errors, at: location)
        }
    }

    /// Holds that each of these changes to a key is refused, and for these reasons.
    func expectRefusals(
        of id: String,
        _ cases: [(changes: JSON, errors: [String])],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        for (changes, errors) in cases {
            let reply = try await edit(id, changes)
            expectProblem(reply, 422, "VALIDATION_FAILED", errors, at: location)
        }
    }
}

/// Wrong names, as the member of a form, each with its error.
let wrongNames: [(changes: JSON, errors: [String])] = [
    (["name": 5], ["/name WRONG_TYPE"]), (["name": ""], ["/name TOO_SHORT"]), (["name": "a"], ["/name TOO_SHORT"]),
    (["name": .letters(201)], ["/name TOO_LONG"]), (["name": " \u{2003} "], ["/name BLANK"]),
    (["name": "a\u{7}b"], ["/name INVALID_CHARACTER"]), (["name": "a\nb"], ["/name INVALID_CHARACTER"]),
    (["name": "a\u{202E}b"], ["/name INVALID_CHARACTER"]),
]

/// Names at the edges of what is allowed.
let goodNames: [JSON] = ["ab", .letters(200), .string(String(repeating: "\u{1F511}", count: 200)), "Caf\u{E9}"]

/// Wrong descriptions, likewise.
let wrongDescriptions: [(changes: JSON, errors: [String])] = [
    (["description": .letters(1001)], ["/description TOO_LONG"]), (["description": 1], ["/description WRONG_TYPE"]),
    (["description": "a\u{0}b"], ["/description INVALID_CHARACTER"]),
]

/// Entries that are no address and no network in its strict form.
let wrongAddresses = [
    "", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/",
    "2001:db8::/129", "2001:db8::1/32", "2001:db8:::1", "example.com", "10.0.0.1 ", "10.0.0.1\n10.0.0.2", "0x7f.1",
    "10.0.0.1-10.0.0.9", "*",
]

/// Wrong allowlists, as the member of a form, each with its error.
let wrongAllowlists: [(changes: JSON, errors: [String])] =
    wrongAddresses.map { (["ip_allowlist": ["192.0.2.1", .string($0)]], ["/ip_allowlist/1 INVALID_ADDRESS"]) } + [
        (["ip_allowlist": .array((0...100).map { "192.0.2.\($0)" })], ["/ip_allowlist TOO_MANY"]),
        (["ip_allowlist": "192.0.2.1"], ["/ip_allowlist WRONG_TYPE"]),
        (["ip_allowlist": ["192.0.2.1", "192.0.2.1/32"]], ["/ip_allowlist/1 DUPLICATE"]),
    ]
