import Foundation

/// A process of another program.
final class Child: Sendable {
    private let process: Process

    private init(_ process: Process) {
        self.process = process
    }

    /// - Parameter environment: in addition to ours.
    static func start(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        output: FileHandle? = nil
    ) async throws -> Child {
        try await withCheckedThrowingContinuation { continuation in
            // The threads that tasks run on block signals, and pass that on.
            Thread.detachNewThread {
                var none = sigset_t()
                sigemptyset(&none)
                pthread_sigmask(SIG_SETMASK, &none, nil)
                continuation.resume(
                    with: Result { try launch(program, arguments, environment, input: input, output: output) }
                )
            }
        }
    }

    private static func launch(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String],
        input: String?,
        output: FileHandle?
    ) throws -> Child {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output ?? FileHandle.nullDevice
        let pipe = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : pipe
        try process.run()
        if let input {
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        }
        return Child(process)
    }

    /// What a program prints that ends by itself, and well.
    static func output(
        of program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil
    ) async throws -> String {
        let output = Pipe()
        let child = try await start(
            program,
            arguments,
            environment: environment,
            input: input,
            output: output.fileHandleForWriting
        )
        try output.fileHandleForWriting.close()
        let text = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let data = output.fileHandleForReading.readDataToEndOfFile()
                child.process.waitUntilExit()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
        guard child.process.terminationStatus == 0 else { throw ProgramFailed(program: program, output: text) }
        return text
    }

    /// By its id: asked to, and made to if it does not.
    func end() async {
        guard process.isRunning else { return }
        process.terminate()
        let deadline = ContinuousClock.now + .seconds(12)
        while process.isRunning, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(20)) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

struct ProgramFailed: Error {
    let program: String
    let output: String
}

/// Lends processes, and ends them whatever happens.
func withChildren(_ body: (Children) async throws -> Void) async throws {
    let children = Children()
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(children))
    } catch {
        result = .failure(error)
    }
    await children.end()
    try result.get()
}

actor Children {
    private var all: [Child] = []

    func start(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws {
        all.append(try await Child.start(program, arguments, environment: environment))
    }

    func end() async {
        await withTaskGroup { group in
            for child in all { group.addTask { await child.end() } }
        }
        all = []
    }
}
