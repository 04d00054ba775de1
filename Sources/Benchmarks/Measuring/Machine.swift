import Glibc
package import JSONParsing
import OSThreads

/// What the figures were measured on.
package struct Machine: Equatable, Sendable {
    package let processor: String
    package let processors: Int
    package let kernel: String
    /// The mean number of running programs in the minute before; 0 is an idle machine.
    package let load: Double

    /// Programs that share a core with another measure the other.
    package static let idleLoad = 0.5

    package static var here: Machine {
        let information = kernelFile("/proc/cpuinfo") ?? ""
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":", maxSplits: 1).last
        return Machine(
            processor: model.map { String($0.drop { $0 == " " }) } ?? "unknown",
            processors: availableProcessors(),
            kernel: kernelFile("/proc/sys/kernel/osrelease")?.split(separator: "\n").first.map(String.init) ?? "unknown",
            load: kernelFile("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) } ?? 0)
    }

    package init(processor: String, processors: Int, kernel: String, load: Double) {
        self.processor = processor
        self.processors = processors
        self.kernel = kernel
        self.load = load
    }

    package var isBusy: Bool { load > Self.idleLoad }

    package var json: JSONValue {
        [
            "processor": .string(processor), "processors": .int(processors), "kernel": .string(kernel), "load_at_start": .double(load),
            "idle": .bool(!isBusy),
        ]
    }

    package var text: String { "\(processor), \(processors) processors, Linux \(kernel), load \(load) at the start" }
}

/// The content of a file of /proc, whose size the kernel does not say; nil when it cannot be read.
func kernelFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < 16 << 20 {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}
