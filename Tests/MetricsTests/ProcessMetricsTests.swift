import Metrics
import Testing

struct ProcessMetricsTests {
    @Test("a process knows its memory, its start and its processor time")
    func process() throws {
        var text = MetricsText()
        ProcessMetrics(startSeconds: 1_763_000_000.25).add(to: &text)
        #expect(text.text.contains("process_start_time_seconds 1763000000.25\n"))
        #expect(text.text.contains("\nprocess_resident_memory_bytes ") && text.text.contains("\nprocess_cpu_seconds_total "))
        let before = try #require(ProcessMetrics.residentBytes)
        let block = [UInt8](repeating: 1, count: 64 << 20)
        let after = try #require(ProcessMetrics.residentBytes)
        #expect(after - before > 32 << 20 && block.count > 0)
    }
}
