import ConsolePrograms
import Encoders
import Glibc

/// Refuses a training that this machine's memory does not hold, before an hour has gone into it and before the kernel ends the process.
enum MemoryCheck {
    /// - Parameters:
    ///   - parameters: Of the model, in all.
    ///   - config: Its sizes.
    ///   - tokens: Of the largest batch.
    ///   - shards: Each keeps a gradient.
    ///   - copies: Further copies of the weights: an average, the best epoch, models to be averaged.
    static func require(parameters: Int, config: EncoderConfig, tokens: Int, shards: Int, copies: Int) throws(ProgramFailure) {
        let needed = bytesNeeded(parameters: parameters, config: config, tokens: tokens, shards: shards, copies: copies)
        guard let available = availableBytes, needed > available else { return }
        throw ProgramFailure(
            .tryAgainLater,
            "training needs about \(needed >> 20) MiB of memory and \(available >> 20) MiB are available; a smaller --batch-size or"
                + " --max-length needs less")
    }

    /// Weights, their two packed forms, two moments, a gradient for each shard, and the tape.
    static func bytesNeeded(parameters: Int, config: EncoderConfig, tokens: Int, shards: Int, copies: Int) -> Int {
        let tape = tokens * config.numHiddenLayers * (9 * config.hiddenSize + 2 * config.intermediateSize)
        return 4 * (parameters * (5 + shards + copies) + tape)
    }

    /// The least of what the machine, the control group and the process's own limit leave; nil where none says.
    static var availableBytes: Int? {
        [machine, controlGroup, addressSpace].compactMap(\.self).min()
    }

    private static var machine: Int? {
        guard let text = read("/proc/meminfo") else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }

    private static var controlGroup: Int? {
        guard let path = read("/proc/self/cgroup")?.split(separator: "\n").first(where: { $0.hasPrefix("0::") })?.dropFirst(3),
            let limit = read("/sys/fs/cgroup\(path)/memory.max").flatMap(number),
            let used = read("/sys/fs/cgroup\(path)/memory.current").flatMap(number)
        else { return nil }
        return max(0, limit - used)
    }

    private static var addressSpace: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max),
            let pages = read("/proc/self/statm")?.split(separator: " ").first.flatMap({ Int($0) })
        else { return nil }
        return max(0, Int(limit.rlim_cur) - pages * Int(getpagesize()))
    }

    private static func number(_ text: String) -> Int? { text.split(separator: "\n").first.flatMap { Int($0) } }

    /// The kernel's files say that they are empty, so they are read to their end and not by their size.
    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count < 1 << 20 {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
