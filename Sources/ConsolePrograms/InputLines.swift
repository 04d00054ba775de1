import Glibc

/// Reads standard input line by line, without the newline; a carriage return before it is dropped.
///
/// - Throws: `ProgramFailure` with exit 66 and the line number at the first line that is not valid UTF-8.
package func forEachInputLine(_ body: (Int, String) throws -> Void) throws {
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    var number = 0
    func deliver(_ bytes: ArraySlice<UInt8>) throws {
        number += 1
        let content = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
        guard let line = String(validating: content, as: UTF8.self) else {
            throw ProgramFailure(.inputMissing, "standard input, line \(number): the text is not valid UTF-8")
        }
        try body(number, line)
    }
    while true {
        let count = read(STDIN_FILENO, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw ProgramFailure(.inputMissing, "cannot read standard input: \(String(cString: strerror(errno)))") }
        if count == 0 { break }
        var rest = chunk[0..<count]
        while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
            try deliver(pending[...] + rest[..<newline])
            pending.removeAll(keepingCapacity: true)
            rest = rest[(newline + 1)...]
        }
        pending += rest
    }
    if !pending.isEmpty { try deliver(pending[...]) }
}
