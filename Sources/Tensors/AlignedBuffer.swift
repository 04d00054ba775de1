import Glibc

/// Memory for `count` elements, all zero when made, aligned to 64 bytes (one cache line, and the widest vector register).
///
/// From 64 KiB on it comes from the kernel as pages of its own: zero without being written, resident only where it has been touched,
/// and given back the moment the buffer is freed. A model that has been swapped out leaves nothing in the heap.
///
/// `@unchecked Sendable` because it is written only by the one who made it, before it is shared, or by the one thread that owns it as
/// its workspace.
package final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    package let pointer: UnsafeMutablePointer<Element>
    package let count: Int
    /// Length of the mapping; 0 when the memory is the heap's.
    private let mappedBytes: Int

    private static var mappingThresholdBytes: Int { 64 << 10 }

    package init(count: Int) {
        precondition(count >= 0, "AlignedBuffer: \(count) elements")
        let bytes = max(1, count) * MemoryLayout<Element>.stride
        if bytes >= Self.mappingThresholdBytes, let pages = Self.map(bytes) {
            pointer = pages.bindMemory(to: Element.self, capacity: count)
            mappedBytes = bytes
        } else {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
            pointer = memory.bindMemory(to: Element.self, capacity: max(1, count))
            mappedBytes = 0
        }
        self.count = count
    }

    deinit {
        if mappedBytes > 0 { munmap(pointer, mappedBytes) } else { pointer.deallocate() }
    }

    package var elements: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: pointer, count: count) }

    private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let pages = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        return pages == MAP_FAILED ? nil : pages
    }
}
