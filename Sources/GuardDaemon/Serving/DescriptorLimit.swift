import Glibc

/// How many descriptors this process may hold.
enum DescriptorLimit {
    /// What the process needs besides connections: sockets that listen, event loop, files of a model being loaded, refusals under way.
    static let reserve = 128

    /// Raises the soft limit to the hard one.
    ///
    /// - Returns: How many connections fit.
    static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return max(16, Int(clamping: limit.rlim_cur) - reserve)
    }
}
