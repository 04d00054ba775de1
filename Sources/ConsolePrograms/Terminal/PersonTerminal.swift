/// What a session with a person needs of a terminal: keys in, lines out. `RawTerminal` is the real one.
package protocol PersonTerminal: ~Copyable {
    /// What was typed within a tenth of a second; nil when the terminal has gone.
    borrowing func read() -> [UInt8]?

    /// What has been typed already, without waiting.
    borrowing func typed() -> [UInt8]

    /// Draws lines from the top left, and nothing below them.
    borrowing func draw(_ lines: [String])

    /// Columns and rows.
    borrowing func size() -> (columns: Int, rows: Int)
}
