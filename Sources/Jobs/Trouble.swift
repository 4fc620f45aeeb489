internal import Logging
internal import Synchronization

/// Tells of what fails once, and once of its end, however often it is tried meanwhile.
final class Trouble: Sendable {
    enum Part: String {
        case finding = "finding what is due"
        case sending
    }

    private let name: String
    private let logger: Logger
    private let failing = Mutex<Set<Part>>([])

    init(_ name: String, _ logger: Logger) {
        self.name = name
        self.logger = logger
    }

    func note(_ error: any Error, in part: Part) {
        guard !Task.isCancelled, failing.withLock({ $0.insert(part).inserted }) else { return }
        logger.error("\(name) fails, and is tried again", metadata: ["part": "\(part.rawValue)", "error": "\(error)"])
    }

    func isOver(of part: Part) {
        guard failing.withLock({ $0.remove(part) }) != nil else { return }
        logger.notice("\(name) works again", metadata: ["part": "\(part.rawValue)"])
    }
}
