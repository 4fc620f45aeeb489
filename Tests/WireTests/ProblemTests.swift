import Domain
import HTTPTypes
import Testing
import Wire

@Suite("A problem document")
struct ProblemTests {
    let requestID: ID<Request> = ID(bits: 1)

    @Test("has the members of RFC 9457, the code, the request and every wrong field, in this order")
    func document() {
        let failure = Failure.invalid([InputError("/name", "TOO_SHORT", "At least 2 characters are needed.")])
        #expect(
            String(decoding: Problem(failure, requestID: requestID).body, as: UTF8.self) == """
                {"type":"/problems/validation-failed","title":"Invalid input","status":422,\
                "detail":"One field is not valid.","code":"VALIDATION_FAILED",\
                "request_id":"req_00000000000000000000000001",\
                "errors":[{"pointer":"/name","code":"TOO_SHORT","detail":"At least 2 characters are needed."}]}
                """
        )
    }

    @Test("carries extension members such as a limit and what is used of it")
    func extensionMembers() throws {
        let members = [JSON.Member("limit", 25), JSON.Member("used", 25)]
        let problem = Problem(Failure(.keyLimitReached, "No key is left.", members: members), requestID: requestID)
        let document = try JSON(parsing: problem.body)
        #expect(problem.status == .conflict)
        #expect(document["limit"] == 25)
        #expect(document["used"] == 25)
    }

    @Test("of something missing is the same whatever was missing")
    func notFound() {
        let one = Failure(.notFound, "No tenant.", errors: [InputError("/a", "B", "C")], members: [.init("d", 1)])
        let other = Failure(.notFound, "No key.")
        #expect(Problem(one, requestID: requestID).body == Problem(other, requestID: requestID).body)
    }

    @Test(
        "says how to sign in with every 401, and when to come back with every 429 and 503",
        arguments: Failure.Code.allCases
    )
    func headers(_ code: Failure.Code) {
        let problem = Problem(Failure(code, "…"), requestID: requestID)
        #expect(problem.headers[.contentType] == "application/problem+json")
        #expect((problem.headers[.wwwAuthenticate] == "Bearer realm=\"Latchkey\"") == (problem.status.code == 401))
        #expect((problem.headers[.retryAfter] != nil) == [429, 503].contains(problem.status.code))
    }

    @Test("rounds the time to wait up to whole seconds", arguments: [(0, 0), (1, 1), (1000, 1), (1001, 2)])
    func retryAfter(milliseconds: Int, seconds: Int) {
        let failure = Failure(.unavailable, "…", retryAfter: .milliseconds(milliseconds))
        #expect(Problem(failure, requestID: requestID).headers[.retryAfter] == String(seconds))
    }

    @Test("never tells its cause")
    func cause() {
        struct Secret: Error { let text = "hunter2" }
        let failure = Failure(.internal, "Something went wrong.", cause: Secret())
        #expect(!String(decoding: Problem(failure, requestID: requestID).body, as: UTF8.self).contains("hunter2"))
    }

    @Test("has the status that the design names for each code")
    func statuses() {
        let statuses = Failure.Code.allCases.map { "\($0.rawValue) \($0.status.code)" }
        #expect(
            statuses.sorted() == [
                "ALREADY_MEMBER 409", "BAD_REQUEST 400", "CONFLICT 409", "CROSS_SITE 403", "GROUP_IN_USE 409",
                "HEADERS_TOO_LARGE 431", "IDEMPOTENCY_IN_FLIGHT 409", "IDEMPOTENCY_KEY_REUSED 422", "INTERNAL 500",
                "INVALID_CREDENTIALS 401", "INVALID_CURSOR 400", "INVALID_JSON 400", "KEY_LIMIT_REACHED 409",
                "KEY_NOT_DISABLED 409", "LAST_ADMIN 409", "LIMIT_REQUEST_DECIDED 409", "LIMIT_REQUEST_PENDING 409",
                "METHOD_NOT_ALLOWED 405", "MISDIRECTED_REQUEST 421", "NOT_FOUND 404", "OUTCOME_UNKNOWN 503",
                "PASSWORD_REQUIRED 403", "PAYLOAD_TOO_LARGE 413", "PRECONDITION_FAILED 412",
                "PRECONDITION_REQUIRED 428", "REASON_REQUIRED 422", "RECEIPT_UNKNOWN 503", "REQUEST_TIMEOUT 408",
                "ROLE_FORBIDDEN 403", "SECOND_FACTOR_MISSING 403", "SECOND_FACTOR_REQUIRED 401",
                "SIGNATURE_INVALID 403", "SIGN_ON_REFUSED 403",
                "TENANT_SUSPENDED 403",
                "TOO_MANY_REQUESTS 429", "UNAUTHENTICATED 401", "UNAVAILABLE 503", "UNSUPPORTED_MEDIA_TYPE 415",
                "VALIDATION_FAILED 422",
            ]
        )
    }
}
