/// Waits for what happens next at a terminal: keys, a window of another size, or the end.
package struct KeyWaiting {
    package enum Event: Equatable {
        case keys([Key])
        case resized
        /// The terminal has gone, or the program is told to end.
        case ended
    }

    private var reader = KeyReader()
    private var size: (columns: Int, rows: Int)?

    package init() {}

    /// - Parameter isEnding: Asked ten times a second.
    package mutating func next<Terminal: PersonTerminal & ~Copyable>(on terminal: borrowing Terminal, isEnding: () -> Bool) -> Event {
        while true {
            guard !isEnding(), let bytes = terminal.read() else { return .ended }
            let now = terminal.size()
            let isResized = size.map { $0 != now } ?? false
            size = now
            let keys = bytes.isEmpty ? reader.flush() : reader.keys(from: bytes)
            if !keys.isEmpty { return .keys(keys) }
            if isResized { return .resized }
        }
    }

    /// The keys that were pressed while nobody read them.
    package mutating func keysSoFar<Terminal: PersonTerminal & ~Copyable>(on terminal: borrowing Terminal) -> [Key] {
        reader.keys(from: terminal.typed())
    }
}
