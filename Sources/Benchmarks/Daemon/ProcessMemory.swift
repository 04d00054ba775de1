import Glibc

/// Memory of a process that is resident, as the kernel counts it, in KiB.
package struct ProcessMemory: Equatable, Sendable {
    /// Now (`VmRSS`).
    package let residentKiB: Int
    /// The most that it ever was (`VmHWM`).
    package let peakKiB: Int

    package init(residentKiB: Int, peakKiB: Int) {
        self.residentKiB = residentKiB
        self.peakKiB = peakKiB
    }

    /// - Returns: Nil when there is no such process any more.
    init?(processID: pid_t) {
        guard let text = kernelFile("/proc/\(processID)/status") else { return nil }
        self.init(statusFile: text)
    }

    /// - Parameter text: What `/proc/<pid>/status` holds.
    package init?(statusFile text: String) {
        func value(_ name: String) -> Int? {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
        }
        guard let resident = value("VmRSS"), let peak = value("VmHWM") else { return nil }
        self.init(residentKiB: resident, peakKiB: peak)
    }

    package var residentMiB: Double { Double(residentKiB) / 1_024 }
    package var peakMiB: Double { Double(peakKiB) / 1_024 }
}
