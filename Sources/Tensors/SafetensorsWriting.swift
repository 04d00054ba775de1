import DurableFiles
import JSONParsing

/// Writes float32 tensors as a safetensors file, in the order given, and syncs it. The data starts at a multiple of 8 bytes.
///
/// - Precondition: Names are unique.
package func writeSafetensors(_ tensors: [(name: String, tensor: Tensor)], to path: String) throws(TensorError) {
    var members: [(String, JSONValue)] = [("__metadata__", ["format": "pt"])]
    var offset = 0
    for (name, tensor) in tensors {
        let end = offset + 4 * tensor.count
        members.append(
            (
                name,
                [
                    "dtype": "F32", "shape": .array(tensor.shape.map { .int($0) }), "data_offsets": [.int(offset), .int(end)],
                ]
            ))
        offset = end
    }
    var header = JSONWriter.compact(.object(JSONObject(members)))
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
    do throws(FileError) {
        var writer = try FileWriter(path)
        try writer.append(length + header)
        for (_, tensor) in tensors { try writer.append(UnsafeRawBufferPointer(tensor.elements)) }
        try writer.finish()
    } catch { throw .file(error) }
}
