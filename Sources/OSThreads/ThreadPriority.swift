import Glibc

/// Lets others go first: raises the nice value of the calling thread, and of the threads that it starts from now on. Linux counts threads
/// here, not processes. A value that is lower than the thread's own, or that the system does not grant, changes nothing.
///
/// - Parameter nice: 0…19; at 10 a thread gets about a tenth of a processor that another wants all of.
package func yieldToOtherThreads(nice: Int32 = 10) {
    guard nice > threadNice() else { return }
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, nice)
}

/// The nice value of the calling thread.
package func threadNice() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
