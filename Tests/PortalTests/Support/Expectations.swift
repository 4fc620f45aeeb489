import Domain
import NIOHTTP1
import TestSupport
import Testing

/// That an answer is this problem: its status, its code, its errors (as `/pointer CODE`).
func expectProblem(
    _ reply: HTTPReply,
    _ status: UInt,
    _ code: String,
    _ errors: [String]? = nil,
    at location: SourceLocation = #_sourceLocation
) {
    let comment: Comment = "\(reply.status) \(reply.text)"
    #expect(reply.status == status, comment, sourceLocation: location)
    #expect(reply.code == code, comment, sourceLocation: location)
    #expect(reply.headers.first(name: "Content-Type") == "application/problem+json", sourceLocation: location)
    #expect((try? reply.json.duplicateMembers) == [], comment, sourceLocation: location)
    if let errors { #expect(reply.errors == errors.sorted(), comment, sourceLocation: location) }
}

/// That a request succeeded, saying what was answered if not.
func expectStatus(_ reply: HTTPReply, _ status: UInt, at location: SourceLocation = #_sourceLocation) {
    #expect(reply.status == status, "\(reply.text)", sourceLocation: location)
}

/// That an object has these members with these values, whatever else it has.
func expectMembers(_ object: JSON?, _ expected: JSON, at location: SourceLocation = #_sourceLocation) {
    guard case .object(let members) = expected else { return }
    for member in members {
        #expect(object?[member.name] == member.value, "\(member.name)", sourceLocation: location)
    }
}
