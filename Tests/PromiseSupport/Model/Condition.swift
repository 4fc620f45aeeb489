import Synchronization

/// A reason to refuse: a key is revoked, a scope was taken from it, its tenant is suspended.
///
/// It must hold from a receipt on, until something is sent that takes it back.
package final class Condition: Sendable {
    package struct Window: Sendable, Equatable {
        package let receipt: Moment
        package var undone: Moment
    }

    package let name: String
    private let windows = Mutex<[Window]>([])

    package init(_ name: String) {
        self.name = name
    }

    /// From this receipt on checks must be refused.
    package func close(at receipt: Moment) {
        windows.withLock { windows in
            guard windows.last?.undone != .never else { return }
            windows.append(Window(receipt: receipt, undone: .never))
        }
    }

    /// To be called before what takes it back is sent.
    package func open(at moment: Moment) {
        windows.withLock { windows in
            guard windows.last?.undone == .never else { return }
            windows[windows.count - 1].undone = moment
        }
    }

    /// Where a check that began and was answered then had to be refused.
    package func window(around started: Moment, _ answered: Moment) -> Window? {
        windows.withLock { windows in
            windows.first { $0.receipt < started && answered <= $0.undone }
        }
    }

    var isClosed: Bool { windows.withLock { $0.last?.undone == .never } }
}
