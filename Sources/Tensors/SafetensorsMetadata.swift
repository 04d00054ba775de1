import DurableFiles
import JSONParsing

/// Writes float32 tensors as a safetensors file with this metadata, in the order given, and syncs it. The data starts at a multiple
/// of 8 bytes.
///
/// - Throws: `.file`, and `.headerTooLarge` before anything is written when names and metadata are longer than a reader accepts.
/// - Precondition: Names are unique.
package func writeSafetensors(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [(key: String, value: String)], to path: String
) throws(TensorError) {
    var members: [(String, JSONValue)] = [("__metadata__", .object(JSONObject(metadata.map { ($0.key, .string($0.value)) })))]
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
    guard header.count <= SafetensorsHeader.limitBytes else {
        throw .headerTooLarge(bytes: UInt64(header.count), limit: SafetensorsHeader.limitBytes)
    }
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
    do throws(FileError) {
        var writer = try FileWriter(path)
        try writer.append(length + header)
        for (_, tensor) in tensors { try writer.append(UnsafeRawBufferPointer(tensor.elements)) }
        try writer.finish()
    } catch { throw .file(error) }
}
