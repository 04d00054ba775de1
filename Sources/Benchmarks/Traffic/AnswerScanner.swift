/// Finds the end of HTTP/1.1 answers in bytes as they come, and keeps nothing but the status.
///
/// For load: no field is copied, no body kept. One answer after the other, each with a `Content-Length`, as services of JSON send them.
package struct AnswerScanner {
    package enum Progress: Equatable, Sendable {
        case more
        /// - closes: The service will end the connection.
        case complete(status: Int, closes: Bool)
    }

    package struct Fault: Error, Equatable {
        package let reason: String

        package init(reason: String) { self.reason = reason }
    }

    package static let maxHeadBytes = 16 << 10

    private var head: [UInt8] = []
    private var status = 0
    private var closes = false
    /// Of the body, still to come; nil while the head is not complete.
    private var missing: Int?

    package init() { head.reserveCapacity(512) }

    /// True between answers: nothing of one has come.
    package var isAtStart: Bool { head.isEmpty && missing == nil }

    /// Takes what came next. After `complete` the scanner is ready for the next answer.
    ///
    /// - Throws: For what is no such answer, and for bytes after the end of one: nobody asked for them.
    package mutating func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> Progress {
        var position = 0
        if missing == nil {
            while position < bytes.count, missing == nil {
                let byte = bytes[position]
                head.append(byte)
                position += 1
                if byte == Self.lineFeed, head.suffix(4).elementsEqual(Self.end) {
                    try readHead()
                } else if head.count > Self.maxHeadBytes {
                    throw Fault(reason: "its header is too long")
                }
            }
            guard missing != nil else { return .more }
        }
        let rest = bytes.count - position
        let wanted = missing ?? 0
        guard rest <= wanted else { throw Fault(reason: "bytes follow its end") }
        guard rest == wanted else {
            missing = wanted - rest
            return .more
        }
        defer {
            head.removeAll(keepingCapacity: true)
            missing = nil
        }
        return .complete(status: status, closes: closes)
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]

    private mutating func readHead() throws(Fault) {
        closes = false
        var length: Int?
        var isFirst = true
        for line in head.split(separator: Self.lineFeed) {
            let line = line.last == 0x0D ? line.dropLast() : line
            if isFirst {
                status = try Self.status(line)
                isFirst = false
            } else if let value = Self.value(of: "content-length", in: line) {
                guard length == nil, let count = Self.number(value) else { throw Fault(reason: "its length is malformed") }
                length = count
            } else if Self.value(of: "transfer-encoding", in: line) != nil {
                throw Fault(reason: "it has a transfer coding")
            } else if let value = Self.value(of: "connection", in: line) {
                closes = value.elementsEqual("close".utf8) { Self.lowercased($0) == $1 }
            }
        }
        guard let length else { throw Fault(reason: "it has no length") }
        missing = length
    }

    private static func status(_ line: ArraySlice<UInt8>) throws(Fault) -> Int {
        let digits = line.dropFirst(9).prefix(3)
        guard line.starts(with: "HTTP/1.".utf8), line.count >= 12, let status = number(digits), (200...599).contains(status) else {
            throw Fault(reason: "it has no status line")
        }
        return status
    }

    /// What stands after the colon of a field of this name.
    private static func value(of name: StaticString, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let count = name.utf8CodeUnitCount
        guard line.count > count, line[line.startIndex + count] == UInt8(ascii: ":") else { return nil }
        for offset in 0..<count where lowercased(line[line.startIndex + offset]) != name.utf8Start[offset] { return nil }
        let value = line.dropFirst(count + 1).drop { $0 == 0x20 || $0 == 0x09 }
        return value.prefix { $0 != 0x20 && $0 != 0x09 }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
