/// What a listener sent, taken apart.
struct AnswerStream {
    struct Answer: Equatable {
        let status: Int
        let closes: Bool
        let body: String
    }

    private(set) var answers: [Answer] = []
    /// Whether it consists of whole answers.
    private(set) var isWhole = true

    /// - Parameter isHead: whether the request of this number was HEAD, whose answer has no body whatever it says.
    init(_ bytes: [UInt8], isHead: (Int) -> Bool) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else {
                isWhole = false
                return
            }
            let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            rest = rest[end.upperBound...]
            guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3))
            else {
                isWhole = false
                return
            }
            // Not an answer, but a request to go on.
            if status == 100 { continue }
            let announced = lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
            let length = isHead(answers.count) ? 0 : announced
            guard length <= rest.count else {
                isWhole = false
                return
            }
            answers.append(
                Answer(
                    status: status,
                    closes: lines.contains("Connection: close"),
                    body: String(decoding: rest.prefix(length), as: UTF8.self)
                )
            )
            rest = rest.dropFirst(length)
        }
    }
}
