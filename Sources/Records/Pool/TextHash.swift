import Crypto

/// SHA-256 of a text's bytes, 32 bytes. Two texts that differ in composition only ("é" as one scalar or as two) are two texts.
func textHash(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

/// Lower-case hexadecimal digits, two a byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// The id of a message that was given none: `m-` and the first 16 hexadecimal digits of its text's hash.
func messageID(hash: [UInt8]) -> String { "m-" + hexadecimal(hash.prefix(8)) }
