import Domain
import Testing

@testable import Verification

@Suite("POST /v1/verify", .timeLimit(.minutes(5)))
struct VerifyRouteTests {
    @Test("every wrong field is named, in one 422")
    func namesEveryField() async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.verify(
                body: """
                    {"scopes":["a",1,null],"ip":"010.0.0.1","environment":"live","Key":"x","scopes":[],"extra":{}}
                    """
            )
            #expect(answer.status == 422)
            #expect(answer["content-type"] == "application/problem+json")
            #expect(
                Set(answer.pointers)
                    == ["/key", "/scopes/1", "/scopes/2", "/ip", "/environment", "/Key", "/scopes", "/extra"]
            )
        }
    }

    @Test(
        "one wrong thing is refused",
        arguments: [
            #"{}"#, #"[]"#, #""key""#, #"null"#, #"{"key":null}"#, #"{"key":1}"#, #"{"key":["x"]}"#,
            #"{"key":"x","key":"y"}"#, #"{"key":"x","scopes":"a"}"#, #"{"key":"x","scopes":[["a"]]}"#,
            #"{"key":"x","ip":1}"#, #"{"key":"x","ip":""}"#, #"{"key":"x","ip":"10.0.0.0/8"}"#,
            #"{"key":"x","ip":"127.1"}"#, #"{"key":"x","ip":"0x7f.0.0.1"}"#, #"{"key":"x","ip":" 10.0.0.1"}"#,
            #"{"key":"x","ip":"fe80::1%eth0"}"#, #"{"key":"x","environment":"PROD"}"#, #"{"key":"x","environment":1}"#,
            #"{"key":"x","limited":403}"#,
        ]
    )
    func refusesInput(_ body: String) async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.verify(body: body)
            #expect(answer.status == 422)
            #expect(!answer.pointers.isEmpty)
        }
    }

    @Test(
        "what is not JSON is 400",
        arguments: [
            "", "{", #"{"key":"x",}"#, #"{'key':'x'}"#, "\u{feff}{}", #"{"key":"\ud800"}"#, #"{"key":"x"}{}"#,
            "NaN", #"{"key":"x","scopes":[01]}"#, String(repeating: "[", count: 1000),
        ]
    )
    func refusesNonsense(_ body: String) async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.verify(body: body)
            #expect(answer.status == 400)
            #expect(answer.body.contains("INVALID_JSON"))
        }
    }

    @Test(
        "another content type is 415",
        arguments: [
            "", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n",
            "Content-Type: application/json; charset=latin1\r\n",
            "Content-Type: application/json\r\nContent-Type: application/json\r\n",
        ]
    )
    func refusesContentType(_ header: String) async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.answer(
                to: "POST /v1/verify HTTP/1.1\r\nHost: a\r\n\(header)Content-Length: 11\r\n\r\n{\"key\":\"x\"}"
            )
            #expect(answer.status == 415)
            #expect(answer.body.contains("UNSUPPORTED_MEDIA_TYPE"))
        }
    }

    @Test("fields may be missing or null, but for the key")
    func takesDefaults() async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.verify(body: #"{"key":"x","scopes":null,"ip":null,"environment":null}"#)
            #expect(answer.status == 200)
            #expect(answer.verdict == "MALFORMED")
        }
    }

    @Test("it takes no query")
    func refusesQuery() async throws {
        try await withListenerAlone { listener in
            let answer = try await listener.answer(
                to: "POST /v1/verify?key=x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 11\r\n\r\n{\"key\":\"x\"}"
            )
            #expect(answer.status == 400)
        }
    }
}
