import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

@Suite("The OpenAPI document")
struct DocumentTests {
    @Test("describes every route but SCIM's, which describes itself, with its parameters, and nothing else")
    func routes() async throws {
        try await withPlatform { platform in
            let routes = Routes(platform.operations).all.filter { $0.dialect == .plain }.map { route in
                ([route.method.rawValue, route.template] + route.query.map { "?\($0)" }.sorted()).joined(separator: " ")
            }
            #expect(Routes.described.sorted() == routes.sorted())
        }
    }

    @Test("is there for anyone, as OpenAPI 3.1 with every route in it")
    func isPublic() async throws {
        try await withDocument { document, platform in
            let version = document["openapi"]
            #expect(version == "3.1.0")
            for route in Routes(platform.operations).all where route.dialect == .plain {
                let operation = document["paths"]?[route.template]?[route.method.rawValue.lowercased()]
                let isThere = operation != nil
                #expect(isThere, "\(route.method.rawValue) \(route.template)")
            }
        }
    }

    @Test("says of every field, parameter, header and answer what it is")
    func descriptions() async throws {
        try await withDocument { document, _ in
            let described = ["properties", "parameters", "headers", "responses", "schemas", "securitySchemes"]
            for (pointer, value) in document.all
            where described.contains(pointer.parent) && !pointer.contains("/links/") {
                // What narrows a field down stands beside the description of the field.
                if pointer.contains("/responses/"), pointer.hasSuffix("/properties/code") { continue }
                // Of a field with the name `headers`.
                if pointer.contains("/properties/headers/") { continue }
                let isDescribed = value.isDescribed(in: document)
                #expect(isDescribed, "\(pointer)")
            }
        }
    }

    @Test("names every operation once, in words, with an example of what is sent")
    func operations() async throws {
        try await withDocument { document, _ in
            var ids: Set<String> = []
            for (pointer, operation) in document.operations {
                let id = try #require(operation["operationId"]?.asString)
                #expect(ids.insert(id).inserted, "\(id)")
                for member in ["summary", "description"] {
                    let isSaid = operation[member]?.asString?.isEmpty == false
                    #expect(isSaid, "\(pointer) \(member)")
                }
                guard let body = operation["requestBody"] else { continue }
                let hasExample = body["content"]?["application/json"]?["example"] != nil
                #expect(hasExample, "\(pointer)")
            }
        }
    }

    @Test("refers only to what is in it, and has nothing to which nobody refers")
    func references() async throws {
        try await withDocument { document, _ in
            let references = Set(document.all.compactMap { $0.value["$ref"]?.asString })
            for reference in references {
                let isThere = document.at(reference.dropFirst()) != nil
                #expect(isThere, "\(reference)")
            }
            // Schemes are referred to by name; 405 belongs to a path rather than to an operation.
            let unused = document.all.map(\.pointer)
                .filter { $0.hasPrefix("/components/") && $0.split(separator: "/").count == 3 }
                .filter { !references.contains("#" + $0) && !$0.hasPrefix("/components/securitySchemes/") }
            #expect(unused == ["/components/responses/METHOD_NOT_ALLOWED"])
        }
    }

    @Test("lists every code that the public listener can answer")
    func codes() async throws {
        try await withDocument { document, _ in
            let listed = document.all.filter { $0.pointer.hasSuffix("/properties/code/enum") }
                .flatMap { $0.value.asElements.compactMap(\.asString) }
            let missing = Set(Failure.Code.allCases.map(\.rawValue)).subtracting(listed)
            #expect(missing == Self.neverAnswered)
        }
    }

    @Test("tells of suspended tenants only where somebody other than staff may act")
    func suspension() async throws {
        try await withDocument { document, _ in
            let silent = document.operations.filter { pointer, operation in
                let refusal = operation["responses"]?["403"]?["$ref"]?.asString ?? ""
                return !pointer.hasSuffix("/get") && refusal.contains("ROLE_FORBIDDEN")
                    && !refusal.contains("TENANT_SUSPENDED")
            }
            #expect(Set(silent.compactMap { $0.value["operationId"]?.asString }) == Self.staffAlone)
        }
    }

    private static let staffAlone: Set<String> = [
        "approveLimitRequest", "createPreset", "denyLimitRequest", "editPolicy", "editPreset", "setKeyLimit",
    ]

    /// There is none that is not.
    private static let neverAnswered: Set<String> = []

    @Test("is valid by the rules of OpenAPI")
    func isValid() async throws {
        try await withPlatform { platform in
            let reply = try await platform.send(.GET, "/openapi.json")
            try await ContractTools.run("openapi-spec-validator", ["-"], input: reply.body)
        }
    }
}

private func withDocument(_ body: @escaping @Sendable (JSON, TestPlatform) async throws -> Void) async throws {
    try await withPlatform { platform in
        let reply = try await platform.send(.GET, "/openapi.json")
        #expect(reply.status == 200)
        #expect(reply.headers.first(name: "Content-Type") == "application/json")
        try await body(try reply.json, platform)
    }
}

extension JSON {
    fileprivate var asElements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// This and all that is in it, with JSON pointers.
    fileprivate var all: [(pointer: String, value: JSON)] { all(at: "") }

    private func all(at pointer: String) -> [(pointer: String, value: JSON)] {
        switch self {
        case .object(let members):
            [(pointer, self)] + members.flatMap { $0.value.all(at: JSONPointer.child($0.name, of: pointer)) }
        case .array(let elements):
            [(pointer, self)] + elements.enumerated().flatMap { $1.all(at: "\(pointer)/\($0)") }
        default: [(pointer, self)]
        }
    }

    fileprivate func at(_ pointer: Substring) -> JSON? {
        pointer.split(separator: "/").reduce(self) { json, step in
            json?[String(step).replacing("~1", with: "/").replacing("~0", with: "~")]
        }
    }

    fileprivate var operations: [(pointer: String, value: JSON)] {
        all.filter { $0.value["operationId"] != nil && !$0.pointer.contains("/links/") }
    }

    fileprivate func isDescribed(in document: JSON) -> Bool {
        if let description = self["description"]?.asString { return !description.isEmpty }
        guard let reference = self["$ref"]?.asString else { return false }
        return document.at(reference.dropFirst())?.isDescribed(in: document) == true
    }
}

extension String {
    /// Of a pointer: what the value is a member of.
    fileprivate var parent: String {
        split(separator: "/").dropLast().last.map(String.init) ?? ""
    }
}
