import ConsolePrograms
import Testing

struct ProgressBarTests {
    static let lines: [(done: Int, total: Int, seconds: Double, line: String)] = [
        (512, 1_024, 0.5, "embedding  [##########··········]  512/1024  1024/s  1 s left"),
        (0, 10, 0, "embedding  [····················]  0/10  0/s  0 s left"),
        (0, 10, 3, "embedding  [····················]  0/10  0/s  0 s left"),
        (10, 10, 4, "embedding  [####################]  10/10  3/s  0 s left"),
        (1, 100, 2, "embedding  [····················]  1/100  1/s  198 s left"),
        (5, 100, 10, "embedding  [#···················]  5/100  1/s  190 s left"),
        (0, 0, 1, "embedding  [####################]  0/0  0/s  0 s left"),
    ]

    @Test("a bar says how much is done, how fast, and how long it will take", arguments: lines)
    func line(done: Int, total: Int, seconds: Double, line: String) {
        #expect(ProgressBar.line("embedding", done: done, total: total, seconds: seconds) == line)
    }

    @Test("a bar that is past its total stays within its width")
    func overshoot() {
        #expect(ProgressBar.line("x", done: 15, total: 10, seconds: 1).hasPrefix("x  [####################]  15/10  "))
    }
}
