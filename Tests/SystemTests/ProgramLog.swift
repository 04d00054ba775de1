import Foundation

/// What a running program writes to standard error, read as it comes by a thread of its own.
///
/// `@unchecked Sendable` because `bytes` and `isAtEnd` are protected by `condition`.
final class ProgramLog: @unchecked Sendable {
    private let condition = NSCondition()
    private var bytes: [UInt8] = []
    private var isAtEnd = false

    init(reading handle: FileHandle) {
        Thread { [self] in
            while true {
                let data = handle.availableData
                condition.lock()
                bytes += data
                isAtEnd = data.isEmpty
                condition.broadcast()
                condition.unlock()
                if data.isEmpty { return }
            }
        }.start()
    }

    var text: String {
        condition.lock()
        defer { condition.unlock() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits until `mark` stands there `count` times, a minute at most.
    ///
    /// - Returns: False when the program ended, or the minute, before it did.
    func wait(for mark: String, count: Int) -> Bool {
        let end = Date(timeIntervalSinceNow: 60)
        condition.lock()
        defer { condition.unlock() }
        while String(decoding: bytes, as: UTF8.self).components(separatedBy: mark).count <= count {
            guard !isAtEnd, condition.wait(until: end) else { return false }
        }
        return true
    }
}
