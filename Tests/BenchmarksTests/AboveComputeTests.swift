import Benchmarks
import Testing

struct AboveComputeTests {
    @Test("the addition is the median of each text's difference, not the difference of unlike texts")
    func pairs() throws {
        // A short text, a middling and a long one, each with one sample that a stall has spoiled.
        let socket: [[Double]] = [[110, 900, 112], [1_100, 1_101, 5_000], [10_300, 10_290, 10_310]]
        let compute: [[Double]] = [[10, 11, 12], [1_000, 990, 1_020], [10_000, 10_000, 10_000]]
        let above = try #require(AboveCompute(socket: socket, compute: compute))
        #expect(above.socketMicroseconds == 1_101 && above.computeMicroseconds == 1_000)
        #expect(above.aboveMicroseconds == 101)
    }

    @Test("a text without an answer is left out, and none at all is no figure")
    func missing() throws {
        let above = try #require(AboveCompute(socket: [[], [5]], compute: [[1], [2]]))
        #expect(above.aboveMicroseconds == 3)
        #expect(AboveCompute(socket: [[], []], compute: [[1], [2]]) == nil)
        #expect(AboveCompute(socket: [], compute: []) == nil)
    }
}
