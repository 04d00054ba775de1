import Foundation
import JSONParsing
import LabeledData
import Testing

extension BuiltPrograms {
    /// picket-trainer: what it writes and how it ends.
    struct TrainerCommandTests {
        static func train(_ arguments: [String]) throws -> Programs.Outcome {
            let dev = TrainedBundles.seed + "/dev.tsv"
            return try Programs.run(
                "picket-trainer",
                ["train", "--base", try #require(Programs.base), "--train", dev, "--dev", dev, "--recipe", "probe"] + arguments)
        }

        /// Runs `body` with a folder of its own.
        static func withFolder(_ body: (String) throws -> Void) throws {
            let folder = try TrainedBundles.shared.get().folder + "/train-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try body(folder)
        }

        @Test("the same command gives the same weights")
        func determinism() throws {
            try Self.withFolder { folder in
                var heads: [Data] = []
                for name in ["one", "two"] {
                    let outcome = try Self.train(["--out", folder + "/" + name])
                    try #require(outcome.exitCode == 0, "\(outcome.errors)")
                    #expect(outcome.lines.last?.hasSuffix(" is in \(folder)/\(name)") == true, "\(outcome.output)")
                    heads.append(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)/3_Dense/model.safetensors")))
                }
                #expect(heads[0] == heads[1])
                // Nothing half-done is left beside the two.
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["one", "two"])
            }
        }

        @Test("a bad data file ends with 66, and names file and line")
        func badData() throws {
            try Self.withFolder { folder in
                let file = folder + "/bad.tsv"
                try "text\tlabel\na\tnot-harmful\nb\tharm\n".write(toFile: file, atomically: true, encoding: .utf8)
                let outcome = try Self.train(["--train", file, "--out", folder + "/out"])
                #expect(outcome.exitCode == 66, "\(outcome.errors)")
                #expect(outcome.errors.hasPrefix("picket-trainer: \(file):3: the label 'harm' is none of "), "\(outcome.errors)")
                #expect(!FileManager.default.fileExists(atPath: folder + "/out"))
            }
        }

        @Test("an existing folder is not written over")
        func existingFolder() throws {
            try Self.withFolder { folder in
                try "kept".write(toFile: folder + "/a", atomically: true, encoding: .utf8)
                let outcome = try Self.train(["--out", folder])
                #expect(outcome.exitCode == 64 && outcome.errors.contains("'\(folder)' exists already"), "\(outcome.errors)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
                #expect(try Self.train([]).exitCode == 64)
            }
        }

        @Test("evaluate --json prints the documented members and no other")
        func evaluate() throws {
            let bundles = try TrainedBundles.shared.get()
            let outcome = try Programs.run(
                "picket-trainer",
                ["evaluate", "--json", "--model", bundles.path(bundles.first), "--data", TrainedBundles.seed + "/dev.tsv"])
            try #require(outcome.exitCode == 0, "\(outcome.errors)")
            let report = try #require(try JSONParser.parse(outcome.output).object)
            #expect(
                report.keys == [
                    "n", "accuracy", "macro_precision", "macro_recall", "macro_f1", "ece", "per_class", "confusion", "intervals",
                ])
            let rows = try readDataFile(TrainedBundles.seed + "/dev.tsv", requireLabels: true)
            #expect(report["n"]?.int == rows.count)
            let classes = try #require(report["per_class"]?.object)
            #expect(classes.keys == SafetyClass.names)
            for member in classes.members {
                #expect(member.value.object?.keys == ["precision", "recall", "f1", "support"], "\(member.key)")
            }
            #expect(report["intervals"]?.object?.keys == ["accuracy", "macro_f1"])
            let confusion = try #require(report["confusion"]?.array).map { $0.array?.compactMap(\.int) ?? [] }
            #expect(confusion.map(\.count) == Array(repeating: 6, count: 6))
            #expect(confusion.joined().reduce(0, +) == rows.count)
            for key in ["accuracy", "macro_f1", "ece"] { #expect(report[key]?.double.map { (0...1).contains($0) } == true, "\(key)") }
        }
    }
}
