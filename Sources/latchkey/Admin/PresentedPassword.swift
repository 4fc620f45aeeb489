import ArgumentParser
import Domain
import Foundation

/// A password from standard input, or one that is made and printed once.
struct PresentedPassword {
    let password: Password
    private let isNew: Bool

    static let help = """
        The password is read from standard input, without its final newline; if standard input is a terminal, one is made and \
        printed, once.
        """

    init() throws {
        isNew = isatty(STDIN_FILENO) != 0
        guard !isNew else {
            password = Password(presented: Base62.random(24, using: .system))
            return
        }
        do {
            // What can be known without opening anything. The operation holds it against all the rules.
            password = try Password(validating: readLine(strippingNewline: true) ?? "", at: "The password")
        } catch {
            throw ValidationError("\(error.pointer): \(error.detail)")
        }
    }

    func printIfNew() {
        if isNew { print("Password, shown only now: \(password.text.expose())") }
    }
}
