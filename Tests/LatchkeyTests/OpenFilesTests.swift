import Testing

@testable import latchkey

@Suite("How many connections listeners accept")
struct OpenFilesTests {
    @Test("no more than files leave room for, beside the database's connections")
    func room() {
        let files = OpenFiles(most: 1024)
        #expect(files.connections(atMost: 10_000, databaseConnections: 24, cores: 2) == (1024 - 64 - 8 - 72) / 2)
        #expect(files.connections(atMost: 100, databaseConnections: 24, cores: 2) == 100)
    }

    @Test("one at least, however many the database takes")
    func one() {
        #expect(OpenFiles(most: 1024).connections(atMost: 100, databaseConnections: 2008, cores: 2) == 1)
    }
}
