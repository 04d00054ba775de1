import ConsolePrograms
import TestSupport
import Testing

struct RawTerminalTests {
    private let window: PseudoTerminal

    init() throws { window = try PseudoTerminal(columns: 80, rows: 24) }

    private func open() -> RawTerminal? { RawTerminal.open(input: window.program, output: window.program) }

    @Test("keys come as they are pressed, and the terminal is what it was once the value goes away")
    func restores() throws {
        #expect(window.isAsUsual)
        try session()
        #expect(window.shows("\u{1B}[?25h\u{1B}[?1049l"), "the cursor is back, and the window as it was")
        #expect(window.isAsUsual)
    }

    private func session() throws {
        guard let terminal = open() else { throw Absent() }
        #expect(!window.isAsUsual)
        #expect(window.shows("\u{1B}[?1049h\u{1B}[?25l"))
        window.type("1\u{3}")
        var typed: [UInt8] = []
        while typed.count < 2, let bytes = terminal.read() { typed += bytes }
        #expect(typed == [0x31, 3], "no line is waited for, and Ctrl-C is a key")
        let (none, early) = (terminal.read(), terminal.typed())
        #expect(none == [] && early == [], "a tenth of a second without a key")
    }

    private struct Absent: Error {}

    @Test("lines are drawn from the top, each wiped before it is written; below them nothing stays")
    func draws() throws {
        guard let terminal = open() else { throw Absent() }
        terminal.draw(["one", "two"])
        #expect(window.shows("\u{1B}[H\u{1B}[Kone\r\n\u{1B}[Ktwo\r\n\u{1B}[J"))
        terminal.draw([String](repeating: "x", count: 24))
        #expect(window.shows("\u{1B}[H\u{1B}[Kx"))
        window.resize(columns: 57, rows: 30)
        let size = terminal.size()
        #expect(size == (57, 30))
    }

    @Test("a terminal that has gone reads as gone, and takes what is drawn without ending the program")
    func gone() throws {
        guard let terminal = open() else { throw Absent() }
        window.hangUp()
        let first = terminal.read()
        terminal.draw(["nobody sees this"])
        let (second, early) = (terminal.read(), terminal.typed())
        #expect(first == nil && second == nil && early == [])
    }

    @Test("what is no terminal is not opened")
    func noTerminal() throws {
        let folder = try TemporaryFolder()
        let pipe = try FakeTrainer(folder.path + "/s", [:])
        defer { pipe.stop() }
        let connection = try RawConnection(pipe.path)
        for (input, output) in [(connection.descriptor, window.program), (window.program, connection.descriptor)] {
            if RawTerminal.open(input: input, output: output) != nil { Issue.record("a socket passed for a terminal") }
        }
        #expect(window.isAsUsual)
    }
}
