import Foundation
import OSThreads
import Testing

struct ProcessorsTests {
    static let lines: [(line: String, count: Int?)] = [
        ("Cpus_allowed:\t3\n", 2),
        ("Cpus_allowed:\tf\n", 4),
        ("Cpus_allowed:\tff,ffffffff\n", 40),
        ("Cpus_allowed:\t00000000,00000000,00000001\n", 1),
        ("Cpus_allowed:\tA5\n", 4),
        ("Cpus_allowed:\t0\n", nil),
        ("Cpus_allowed:\n", nil),
        ("Cpus_allowed_list:\t0-3\n", nil),
        ("Mems_allowed:\t1\n", nil),
        ("", nil),
    ]

    @Test("the bits of the affinity line are counted, and of no other line", arguments: lines)
    func parses(line: String, count: Int?) {
        #expect(processorCount(inStatusLine: line) == count)
    }

    @Test("this process has between one processor and as many as the machine")
    func available() {
        #expect((1...max(1, ProcessInfo.processInfo.processorCount)).contains(availableProcessors()))
    }
}
