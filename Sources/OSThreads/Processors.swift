import Glibc

/// How many processors this process may run on, its affinity mask counted (`taskset`, cpusets, `CPUAffinity=`).
package func availableProcessors() -> Int {
    affinityFromKernel() ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

/// The bits of `Cpus_allowed` in /proc/self/status: groups of hexadecimal digits with commas between them.
private func affinityFromKernel() -> Int? {
    guard let file = fopen("/proc/self/status", "re") else { return nil }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0, let text = line.map({ String(cString: $0) }) {
        if let count = processorCount(inStatusLine: text) { return count }
    }
    return nil
}

/// - Returns: Nil for any line but `Cpus_allowed:` with at least one bit.
package func processorCount(inStatusLine line: String) -> Int? {
    let name = "Cpus_allowed:"
    guard line.hasPrefix(name) else { return nil }
    let count = line.dropFirst(name.count).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return count > 0 ? count : nil
}
