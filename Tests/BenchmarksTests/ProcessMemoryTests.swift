import Benchmarks
import Testing

struct ProcessMemoryTests {
    @Test("resident and peak memory are read from the kernel's lines")
    func read() throws {
        let text = "Name:\tpicketd\nVmPeak:\t 9000 kB\nVmHWM:\t    2048 kB\nVmRSS:\t    1536 kB\nThreads:\t4\n"
        let memory = try #require(ProcessMemory(statusFile: text))
        #expect(memory == ProcessMemory(residentKiB: 1_536, peakKiB: 2_048))
        #expect(memory.residentMiB == 1.5 && memory.peakMiB == 2)
    }

    @Test("a process that is ending has none", arguments: ["", "Name:\tx\n", "VmRSS:\t1 kB\n", "VmHWM:\tx kB\nVmRSS:\t1 kB\n"])
    func none(text: String) { #expect(ProcessMemory(statusFile: text) == nil) }
}
