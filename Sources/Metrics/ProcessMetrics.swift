import Glibc

/// What every program says of its own process, under the names that Prometheus' client libraries use.
package struct ProcessMetrics: Sendable {
    private let startSeconds: Double

    /// - Parameter startSeconds: When the process began, in seconds since 1970.
    package init(startSeconds: Double = ProcessMetrics.now) { self.startSeconds = startSeconds }

    /// Seconds since 1970.
    package static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + (Double(time.tv_nsec) / 1e6).rounded() / 1e3
    }

    package func add(to text: inout MetricsText) {
        text.add(
            "process_start_time_seconds", .gauge, "Start time of the process since unix epoch in seconds.", [MetricSample(startSeconds)])
        if let bytes = Self.residentBytes {
            text.add("process_resident_memory_bytes", .gauge, "Resident memory size in bytes.", [MetricSample(bytes)])
        }
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let seconds =
                Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
            text.add("process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.", [MetricSample(seconds)])
        }
    }

    /// From `/proc/self/statm`; nil where that is not there.
    package static var residentBytes: Int? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(getpagesize())
    }
}
