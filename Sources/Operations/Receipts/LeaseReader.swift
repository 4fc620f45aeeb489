internal import Store

/// Reads the leases for many that wait at the same time: each gets a reading that began after it asked.
actor LeaseReader {
    private let database: Database
    private var running: Task<LeaseBoard, any Error>?
    private var next: Task<LeaseBoard, any Error>?

    init(_ database: Database) {
        self.database = database
    }

    func read() async throws -> LeaseBoard {
        if let next { return try await next.value }
        guard let running else { return try await begin().value }
        let task = Task {
            _ = await running.result
            return try await self.beginNext().value
        }
        next = task
        return try await task.value
    }

    private func beginNext() -> Task<LeaseBoard, any Error> {
        next = nil
        return begin()
    }

    private func begin() -> Task<LeaseBoard, any Error> {
        let task = Task {
            defer { ended() }
            return try await database.readLeases { try $0.board() }
        }
        running = task
        return task
    }

    private func ended() {
        running = nil
    }
}
