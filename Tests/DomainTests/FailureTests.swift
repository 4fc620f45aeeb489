import Testing

@testable import Domain

struct FailureTests {
    @Test("validation failures count what is wrong")
    func invalid() {
        let error = InputError("/name", "REQUIRED", "A name is needed.")
        #expect(Failure.invalid([error]).detail == "One field is not valid.")
        #expect(Failure.invalid([error, error]).detail == "2 fields are not valid.")
        #expect(Failure.invalid([error]).code == .validationFailed)
    }

    @Test("codes are UPPER_SNAKE and distinct")
    func codes() {
        let codes = Failure.Code.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        #expect(
            codes.allSatisfy {
                $0.utf8.allSatisfy { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || $0 == UInt8(ascii: "_") }
            }
        )
    }

    @Test(
        "gathering errors keeps their order and throws only when there are any",
        arguments: [([], nil), (["a", "b"], ["/a X", "/b X"])] as [([String], [String]?)]
    )
    func gathers(names: [String], expected: [String]?) {
        var errors = InputErrors()
        for name in names { errors.add("/\(name)", "X", "…") }
        do {
            try errors.throwIfAny()
            #expect(expected == nil)
        } catch {
            #expect(brief(error.errors) == expected)
        }
    }
}
