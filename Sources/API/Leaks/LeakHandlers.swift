internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// What whoever has found or holds a key can do, without being anybody here.
struct LeakHandlers: Sendable {
    private let reportLeak: ReportLeak
    private let reportSignedLeaks: ReportSignedLeaks
    private let revokePresentedKey: RevokePresentedKey

    init(_ platform: Platform) {
        reportLeak = ReportLeak(platform: platform)
        reportSignedLeaks = ReportSignedLeaks(platform: platform)
        revokePresentedKey = RevokePresentedKey(platform: platform)
    }

    func report(_ request: APIRequest) async throws -> APIResponse {
        if let signature = try request.leakSignature {
            let findings = try await reportSignedLeaks(
                request.bodyBytes,
                signature: signature,
                { try request.signedLeaks },
                by: request.visitor
            )
            return .ok(.array(findings.map(\.json)))
        }
        try await reportLeak(try request.leak, by: request.visitor)
        return .ok(["status": "REPORTED"])
    }

    func revoke(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let (key, reason) = try fields.finish(
            fields.required("key", .string),
            fields.optional("reason", .text(Description.init(validating:at:)))
        )
        return .ok(try await revokePresentedKey(Sensitive(key), reason: reason, by: request.visitor))
    }
}

extension APIRequest {
    fileprivate var visitor: Visitor { Visitor(request: requestID, remoteAddress: remoteAddress) }

    /// Nil where there is none, nor half of one.
    fileprivate var leakSignature: LeakSignature? {
        get throws(Failure) {
            let (identifier, signature) = (try header(.gitHubKeyIdentifier), try header(.gitHubSignature))
            if identifier == nil, signature == nil { return nil }
            guard let identifier, let signature else { throw Failure.signatureInvalid() }
            return LeakSignature(keyIdentifier: identifier, signature: signature)
        }
    }

    fileprivate var leak: ReportLeak.Input {
        get throws(Failure) {
            let json = try bodyJSON()
            if case .array = json { throw Failure.signatureInvalid() }
            let fields = try Fields(json)
            let (key, place, comment) = try fields.finish(
                fields.required("key", .string),
                fields.optional("url", .parsed("INVALID_URL", "an address on the web", LeakPlace.init)),
                fields.optional("comment", .text(Description.init(validating:at:)))
            )
            return ReportLeak.Input(key: Sensitive(key), place: place, comment: comment)
        }
    }

    /// Whatever else there is, or will be, in what GitHub sends is left alone: nobody would read what is wrong with it.
    fileprivate var signedLeaks: [ReportSignedLeaks.Input] {
        get throws(Failure) {
            guard case .array(let tokens) = try bodyJSON() else {
                throw .invalid([InputError("", "WRONG_TYPE", "An array is expected.")])
            }
            return try tokens.enumerated().map { index, token throws(Failure) in
                guard let text = token["token"]?.asString else {
                    throw .invalid([InputError("/\(index)/token", "REQUIRED", "It is needed.")])
                }
                return ReportSignedLeaks.Input(
                    token: Sensitive(text),
                    type: token["type"]?.asString ?? "",
                    place: token["url"]?.asString.flatMap(LeakPlace.init),
                    source: token["source"]?.asString
                )
            }
        }
    }
}

extension ReportSignedLeaks.Finding {
    fileprivate var json: JSON {
        [
            "token_hash": .string(tokenHash), "token_type": .string(type),
            "label": .string(isKey ? "true_positive" : "false_positive"),
        ]
    }
}

extension HTTPField.Name {
    fileprivate static let gitHubKeyIdentifier = named("Github-Public-Key-Identifier")
    fileprivate static let gitHubSignature = named("Github-Public-Key-Signature")
}
