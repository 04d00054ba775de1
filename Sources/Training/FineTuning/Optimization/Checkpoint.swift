import DurableFiles
import Glibc
package import JSONParsing
package import Tensors

/// The whole state of an interrupted run in one safetensors file: arrays by name, and facts (step, epoch, digests …) as one JSON
/// object.
///
///     __metadata__.checkpoint   the facts, as JSON text
///     __metadata__.digest       64 bits over the facts, and over the name, shape and values of every tensor
///     tensors                   float32, in the order given
///
/// It is written under a temporary name, synced, then renamed: whatever happens in between, a full disk included, the older
/// checkpoint stays whole. Reading checks everything, the digest last; the digest finds accidents, it keeps nobody from forging.
///
/// Memory: writing copies nothing; reading holds every tensor once, in buffers that the reader may take over.
package struct Checkpoint: Sendable {
    package let tensors: [(name: String, tensor: Tensor)]
    package let facts: JSONObject

    private static let factsKey = "checkpoint"
    private static let digestKey = "digest"

    /// - Precondition: Names are unique.
    package init(tensors: [(name: String, tensor: Tensor)], facts: JSONObject) {
        precondition(Set(tensors.map(\.name)).count == tensors.count, "Checkpoint: a name stands twice")
        self.tensors = tensors
        self.facts = facts
    }

    /// - Throws: `.tensors` for a file that is missing, truncated or malformed, `.notACheckpoint`, `.factsUnreadable`, `.damaged`.
    package init(reading path: String) throws(CheckpointError) {
        var tensors: [(name: String, tensor: Tensor)] = []
        let metadata: [(key: String, value: String)]
        do throws(TensorError) {
            let file = try SafetensorsFile(reading: path)
            metadata = file.header.metadata
            let isCheckpoint = metadata.contains { $0.key == Self.factsKey }
            for name in isCheckpoint ? Self.namesInOrder(file.header) : [] { tensors.append((name, try file.tensor(name))) }
        } catch { throw .tensors(error) }
        guard let text = metadata.first(where: { $0.key == Self.factsKey })?.value else { throw .notACheckpoint }
        guard metadata.first(where: { $0.key == Self.digestKey })?.value == Self.digest(text, tensors) else { throw .damaged }
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(text) } catch { throw .factsUnreadable(reason: error.description) }
        guard let facts = value.object else { throw .factsUnreadable(reason: "found \(value.kind) where an object is expected") }
        self.tensors = tensors
        self.facts = facts
    }

    /// Replaces `path` in one step.
    ///
    /// - Throws: `.tensors(.file)` when the disk is full or the folder cannot be written, `.tensors(.notFinite)` for a tensor that
    ///   could not be read again; `path` is then as it was, and no temporary file is left.
    package func write(to path: String) throws(CheckpointError) {
        for (name, tensor) in tensors {
            if let index = tensor.firstNonFinite { throw .tensors(.notFinite(tensor: name, index: index)) }
        }
        let text = JSONWriter.compactText(.object(facts))
        let metadata = [(key: Self.factsKey, value: text), (key: Self.digestKey, value: Self.digest(text, tensors))]
        let temporary = Self.temporaryPath(for: path)
        do throws(TensorError) {
            try writeSafetensors(tensors, metadata: metadata, to: temporary)
            do throws(FileError) { try renameEntry(from: temporary, to: path) } catch { throw .file(error) }
        } catch {
            unlink(temporary)
            throw .tensors(error)
        }
    }

    /// The tensors' names in the order of their data; empty tensors, which share a place, by name.
    private static func namesInOrder(_ header: SafetensorsHeader) -> [String] {
        header.entries.sorted { left, right in
            let (a, b) = (left.value.range, right.value.range)
            return (a.lowerBound, a.upperBound, left.key) < (b.lowerBound, b.upperBound, right.key)
        }.map(\.key)
    }

    /// Where `write` puts its bytes before they have the name that was asked for.
    package static func temporaryPath(for path: String) -> String { "\(path).\(getpid()).tmp" }
}
