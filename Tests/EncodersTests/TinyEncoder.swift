import Encoders
import Foundation
import JSONParsing
import Kernels
import Tensors
import TestSupport

/// The tiny random BERT of the goldens, put together as a folder that a test may then spoil.
struct TinyEncoder {
    static let layouts = ["mean", "cls", "mean-normalize", "mean-normalize-dense", "cls-dense"]
    static let golden = "encoders/tiny"

    let folder = try? TemporaryFolder()
    var path: String { folder?.path ?? "" }

    /// - Parameter layout: A folder of the goldens' `layouts`, or nil for a plain encoder.
    init(layout: String? = "mean-normalize-dense") throws {
        for file in ["config.json", "model.safetensors"] { try write(Goldens.data("\(Self.golden)/model/\(file)"), file) }
        guard let layout else { return }
        let source = Goldens.folder.appendingPathComponent("\(Self.golden)/layouts/\(layout)")
        for file in try FileManager.default.subpathsOfDirectory(atPath: source.path) where file.hasSuffix(".json") {
            try write(Data(contentsOf: source.appendingPathComponent(file)), file)
            if file.contains("Dense") {
                try write(
                    Goldens.data("\(Self.golden)/head.safetensors"),
                    file.replacingOccurrences(of: "config.json", with: "model.safetensors"))
            }
        }
    }

    func write(_ data: Data, _ file: String) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func write(_ text: String, _ file: String) throws { try write(Data(text.utf8), file) }

    func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path).appendingPathComponent(file)), as: UTF8.self)
    }

    func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: path + "/" + file) }

    /// Replaces a piece of text in a file; the piece must be there.
    func replace(_ old: String, with new: String, in file: String) throws {
        let before = try text(file)
        guard before.contains(old) else { throw Missing(text: old) }
        try write(before.replacingOccurrences(of: old, with: new), file)
    }

    /// Writes the weights of a file again after a change.
    func rewrite(_ file: String = "model.safetensors", change: (inout [(name: String, tensor: Tensor)]) -> Void) throws {
        var tensors: [(name: String, tensor: Tensor)] = []
        do {
            let source = try SafetensorsFile(reading: path + "/" + file)
            for name in source.names { tensors.append((name, try source.tensor(name))) }
        }
        change(&tensors)
        try remove(file)
        try writeSafetensors(tensors, to: path + "/" + file)
    }

    /// What loading the folder throws.
    func loadError(layout: SentenceLayout? = nil) -> EncoderError? {
        do throws(EncoderError) {
            _ = try SentenceEncoder(folder: path, layout: layout)
            return nil
        } catch { return error }
    }

    static func sequences() throws -> [[Int32]] {
        try Goldens.lines("\(golden)/sequences.jsonl").map { line in
            try JSONParser.parse(line).object?["ids"]?.array?.compactMap { $0.int.map(Int32.init) } ?? []
        }
    }

    static func expected() throws -> SafetensorsFile {
        try SafetensorsFile(reading: Goldens.folder.appendingPathComponent("\(golden)/expected.safetensors").path)
    }

    struct Missing: Error { let text: String }
}
