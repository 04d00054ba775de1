/// Memory for `count` elements, aligned to 64 bytes (one cache line, and the widest vector register), zeroed when made.
///
/// `@unchecked Sendable` because it is written only by the one who made it, before it is shared, or by the one thread that owns it as
/// its workspace.
package final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    package let pointer: UnsafeMutablePointer<Element>
    package let count: Int

    package init(count: Int, zero: Element) {
        precondition(count >= 0, "AlignedBuffer: \(count) elements")
        let bytes = max(1, count) * MemoryLayout<Element>.stride
        pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(to: Element.self, capacity: max(1, count))
        pointer.initialize(repeating: zero, count: max(1, count))
        self.count = count
    }

    deinit { pointer.deallocate() }

    package var elements: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: pointer, count: count) }
}

extension AlignedBuffer where Element == Float {
    package convenience init(count: Int) { self.init(count: count, zero: 0) }
}
