import Foundation
import PackagePlugin

/// Has the console's files written as Swift whenever one of them has changed.
@main
struct EmbedConsole: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL.appending(path: "web")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
        let files = names.sorted().map { folder.appending(path: $0) }.filter { !$0.hasDirectoryPath && isRegular($0) }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding the console",
                executable: try context.tool(named: "ConsoleEmbedder").url,
                // Each by its name, so that the command is another one when there is one more or one less.
                arguments: [output.path(), folder.path()] + files.map { $0.path() },
                inputFiles: files,
                outputFiles: [output]
            )
        ]
    }

    /// What editors leave behind is no part of the console.
    private func isRegular(_ file: URL) -> Bool {
        guard !file.lastPathComponent.hasPrefix("."), !file.lastPathComponent.hasSuffix("~") else { return false }
        return (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
    }
}
