internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

// What operations come to, as answers.

extension APIResponse {
    /// A resource with its version.
    static func ok(_ resource: some Replayable) -> APIResponse {
        APIResponse(.ok, resource.body, eTag: resource.eTag)
    }

    static func ok(_ answered: Answered<some Replayable>) -> APIResponse {
        APIResponse(.ok, answered)
    }

    static func created(_ answered: Answered<some Replayable>) -> APIResponse {
        APIResponse(.created, answered)
    }

    /// A change that may tighten, with the receipt beside what it came to.
    static func ok(_ tightened: Tightened<some Replayable>) -> APIResponse {
        var response = APIResponse(.ok, tightened.answered)
        if case .object(let members)? = response.body {
            response.body = .object(members + [JSON.Member("receipt", tightened.receipt.json)])
        }
        return response
    }

    /// The same where the answer is the resource itself: the receipt goes into a header.
    static func resource(_ tightened: Tightened<some Replayable>) -> APIResponse {
        var response = APIResponse(.ok, tightened.answered)
        response.headers[.latchkeyReceipt] = tightened.receipt.json.text
        return response
    }

    /// The same where nothing is left to be answered.
    static func deleted(_ tightened: Tightened<some Replayable>) -> APIResponse {
        var response = APIResponse.noContent
        response.headers[.latchkeyReceipt] = tightened.receipt.json.text
        return response
    }

    private init(_ status: HTTPResponse.Status, _ answered: Answered<some Replayable>) {
        self.init(status, answered.body, eTag: answered.eTag)
        if answered.isReplay { headers[.idempotentReplayed] = "true" }
    }

    private init(_ status: HTTPResponse.Status, _ body: JSON, eTag: String?) {
        self.init(status, body: body)
        headers[.eTag] = eTag
    }
}

extension Receipt {
    fileprivate var json: JSON {
        [
            "verifiers": .integer(Int64(verifiers)), "acknowledged": .integer(Int64(acknowledged)),
            "lapsed": .integer(Int64(lapsed)), "took_ms": .integer(Int64(took / .milliseconds(1))),
        ]
    }
}
