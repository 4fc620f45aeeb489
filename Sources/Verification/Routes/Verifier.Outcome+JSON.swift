internal import Domain
internal import Store

extension Verifier.Outcome {
    /// What `POST /v1/verify` answers. Written without making a `JSON` of it, which costs more than the check.
    func encoded() -> [UInt8] {
        var json = JSONLine()
        json.begin("valid", verdict == .valid ? "true" : "false")
        json.member("verdict", verdict.rawValue)
        json.member("key_id", key?.id.description)
        json.member("tenant_id", key?.tenant.description)
        json.member("name", key?.name)
        json.member("environment", key?.environment.rawValue)
        json.member("scopes", key?.scopes ?? [])
        json.member("expires_at", key?.expiresAt?.description)
        json.member("missing_scopes", missingScopes)
        return json.ended()
    }
}

/// An object that is written as it goes along.
private struct JSONLine {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(480)
    }

    mutating func begin(_ name: StaticString, _ word: StaticString) {
        append("{\"")
        append(name)
        append("\":")
        append(word)
    }

    mutating func member(_ name: StaticString, _ text: String?) {
        start(name)
        if let text { JSON.write(text, to: &bytes) } else { append("null") }
    }

    mutating func member(_ name: StaticString, _ texts: [String]) {
        start(name)
        append("[")
        var isFirst = true
        for text in texts {
            if !isFirst { append(",") }
            isFirst = false
            JSON.write(text, to: &bytes)
        }
        append("]")
    }

    consuming func ended() -> [UInt8] {
        append("}")
        return bytes
    }

    private mutating func start(_ name: StaticString) {
        append(",\"")
        append(name)
        append("\":")
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
