import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1
import Testing

@testable import API

@Suite("A connection's state")
struct ConnectionStateTests {
    private var state = ConnectionState(hosts: AllowedHosts(["localhost"]), mostBody: 10)
    private let answer = Answer(status: .ok, headers: [:], body: [])

    @Test("a request's deadline runs from its first byte to its last, and none while it is being answered")
    mutating func requestDeadline() {
        #expect(names(state.connected()) == ["schedule(idle)"])
        #expect(names(state.bytesArrived()) == ["schedule(request)"])
        #expect(names(state.bytesArrived()) == [])
        #expect(names(state.received(.head(head(.POST)))) == [])
        #expect(names(state.received(.body(ByteBuffer(string: "{}")))) == [])
        #expect(names(state.received(.end(nil))) == ["unschedule", "deliver(request)"])
        #expect(names(state.deadlinePassed()) == [])
        #expect(names(state.answered(answer)) == ["schedule(answer)", "send"])
        #expect(names(state.written()) == ["schedule(idle)", "resume"])
    }

    @Test("nothing is read, and nothing taken in, while a request is being answered")
    mutating func oneAtATime() {
        receive(.GET)
        #expect(!state.readsOn && !state.isReceptive)
        _ = state.answered(answer)
        #expect(!state.readsOn && !state.isReceptive)
        _ = state.written()
        #expect(state.readsOn && state.isReceptive)
    }

    @Test("a request that its deadline cuts off is refused, and then the client has time to read that")
    mutating func timeout() {
        _ = state.bytesArrived()
        #expect(names(state.deadlinePassed()) == ["unschedule", "deliver(REQUEST_TIMEOUT)"])
        #expect(names(state.received(.head(head(.GET)))) == [])
        #expect(names(state.answered(answer)) == ["schedule(answer)", "send(last)"])
        #expect(names(state.written()) == ["schedule(linger)", "closeOutput", "resume"])
        #expect(names(state.received(.body(ByteBuffer(string: "more")))) == [])
        #expect(names(state.deadlinePassed()) == ["unschedule", "close"])
    }

    @Test("a body over the limit is refused with its first byte too many, and only once")
    mutating func bodyTooLarge() {
        _ = state.received(.head(head(.POST)))
        #expect(names(state.received(.body(ByteBuffer(repeating: 1, count: 10)))) == [])
        #expect(
            names(state.received(.body(ByteBuffer(repeating: 1, count: 1)))) == [
                "unschedule", "deliver(PAYLOAD_TOO_LARGE)",
            ]
        )
        #expect(names(state.received(.body(ByteBuffer(repeating: 1, count: 1)))) == [])
        #expect(names(state.received(.end(nil))) == [])
        #expect(names(state.receivedNoHTTP(.invalidChunkSize)) == [])
    }

    @Test("a shutdown closes an idle connection after a last call, any other with its next answer")
    mutating func quiesce() {
        var idle = state
        #expect(names(idle.quiesce()) == ["schedule(lastCall)"])
        #expect(names(idle.deadlinePassed()) == ["unschedule", "close"])
        _ = state.bytesArrived()
        #expect(names(state.quiesce()) == [])
        receive(.HEAD)
        #expect(names(state.answered(answer)) == ["schedule(answer)", "send(HEAD, last)"])
        #expect(names(state.written()) == ["schedule(linger)", "closeOutput", "resume"])
        #expect(names(state.inputClosed()) == ["unschedule", "close"])
    }

    @Test("a shutdown between an answer and its last byte closes the connection behind it")
    mutating func quiesceWhileWriting() {
        receive(.GET)
        _ = state.answered(answer)
        #expect(names(state.quiesce()) == [])
        #expect(names(state.written()) == ["schedule(linger)", "closeOutput", "resume"])
    }

    @Test("an answer that is not taken in time is cut off")
    mutating func slowReader() {
        receive(.GET)
        _ = state.answered(answer)
        #expect(names(state.deadlinePassed()) == ["unschedule", "close"])
        #expect(names(state.written()) == [])
    }

    @Test("a client that sends no more is answered, and the connection closed when that is written")
    mutating func inputClosed() {
        _ = state.received(.head(head(.GET, ["Host": "localhost", "Connection": "close"])))
        _ = state.received(.end(nil))
        #expect(names(state.inputClosed()) == [])
        #expect(names(state.answered(answer)) == ["schedule(answer)", "send(last)"])
        #expect(names(state.written()) == ["unschedule", "close"])
    }

    @Test("whatever comes after the end changes nothing")
    mutating func closed() {
        _ = state.disconnected()
        #expect(names(state.bytesArrived()) == [])
        #expect(names(state.received(.head(head(.GET)))) == [])
        #expect(names(state.received(.end(nil))) == [])
        #expect(names(state.receivedNoHTTP(.unknown)) == [])
        #expect(names(state.answered(answer)) == [])
        #expect(names(state.written()) == [])
        #expect(names(state.quiesce()) == [])
        #expect(names(state.inputClosed()) == [])
        #expect(names(state.deadlinePassed()) == [])
    }

    private mutating func receive(_ method: HTTPMethod) {
        _ = state.received(.head(head(method)))
        _ = state.received(.end(nil))
    }

    private func head(_ method: HTTPMethod, _ headers: HTTPHeaders = ["Host": "localhost"]) -> HTTPRequestHead {
        HTTPRequestHead(version: .http1_1, method: method, uri: "/", headers: headers)
    }

    private func names(_ actions: [ConnectionState.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .schedule(let deadline): "schedule(\(deadline))"
            case .unschedule: "unschedule"
            case .sendEnd: "sendEnd"
            case .deliver(.success): "deliver(request)"
            case .deliver(.failure(let failure)): "deliver(\(failure.code.rawValue))"
            case .sendContinue: "sendContinue"
            case .send(_, isHead: false, isLast: false): "send"
            case .send(_, isHead: false, isLast: true): "send(last)"
            case .send(_, isHead: true, isLast: false): "send(HEAD)"
            case .send(_, isHead: true, isLast: true): "send(HEAD, last)"
            case .resume: "resume"
            case .closeOutput: "closeOutput"
            case .close: "close"
            }
        }
    }
}
