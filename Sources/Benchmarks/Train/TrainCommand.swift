import ArgumentParser
import Classification
import ConsolePrograms
import Encoders
import JSONParsing
import Kernels
import LabeledData
import OSThreads
import Tokenization
import Training

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Time some steps of fine-tuning.",
        discussion: """
            All weights, AdamW, dropout 0.1: what picket-trainer does, on the first rows of a file, without writing anything. The first
            step is not counted. deploy/bench/finetune times whole trainings, beside PyTorch's.

            Example:
              picket-bench train --base .picket/base --steps 20 --batch-size 16
            """)

    @Option(help: "The encoder: a Hugging Face folder.") var base = ".picket/base"
    @Option(help: "Labelled rows (the training rows of the seed set).") var train: String?
    @Option(help: "Steps that are counted.") var steps = 20
    @Option(help: "Rows of a step.") var batchSize = 16
    @Option(help: "Tokens read of a text, special tokens included.") var maxLength = 50
    @Option(help: "Threads (0: one per core).") var threads = 0
    @Flag(help: "One JSON object.") var json = false

    func validate() throws {
        guard (1...10_000).contains(steps) else { throw ValidationError("--steps is 1 to 10000") }
        guard (1...1_024).contains(batchSize) else { throw ValidationError("--batch-size is 1 to 1024") }
        guard (8...512).contains(maxLength) else { throw ValidationError("--max-length is 8 to 512") }
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
    }

    func run() throws {
        let machine = Machine.here
        warnIfBusy(machine)
        let threads = threads == 0 ? availableProcessors() : threads
        var options = FineTuneOptions()
        options.batchSize = batchSize
        options.shards = threads
        let examples = try self.examples()
        options.epochs = (steps + 1) / max(1, FineTuner(options).stepCount(rows: examples.sequences.count) / options.epochs) + 1
        var generator = SplitMix64(seed: 1)
        let parameters: ModelParameters
        do throws(EncoderError) {
            parameters = try ModelParameters(
                folder: base, head: .pooled(.mean, isNormalized: true), classes: SafetyClass.count, using: &generator)
        } catch { throw ProgramFailure(.badConfiguration, "cannot train '\(base)': \(error)") }
        var (milliseconds, tokens, last): ([Double], Int, Int64?) = ([], 0, nil)
        let clock = MonotonicTime()
        let bar = ProgressBar("training", total: steps)
        do throws(TrainingError) {
            _ = try FineTuner(options).train(parameters, examples) { step in
                let now = clock.now
                if let last {
                    milliseconds.append(Double(now - last) / 1e6)
                    tokens += step.tokens
                }
                last = now
                bar.update(milliseconds.count)
                return milliseconds.count >= steps ? .pause : .goOn
            }
        } catch { throw ProgramFailure(.ourBug, "training failed: \(error)") }
        bar.finish()
        let samples = Samples(milliseconds)
        let total = milliseconds.reduce(0, +)
        var report = BenchReport(
            "train", machine: machine,
            settings: JSONObject([
                ("base", .string(base)), ("batch_size", .int(batchSize)), ("max_length", .int(maxLength)), ("threads", .int(threads)),
            ]),
            columns: [
                .init("STEPS", "steps"), .init("MEDIAN ms PER STEP", "median_ms", digits: 1), .init("P10", "p10_ms", digits: 1),
                .init("P90", "p90_ms", digits: 1), .init("TOKENS/s", "tokens_per_second", digits: 1),
            ])
        report.add([
            .int(samples.count), measured(samples.median), measured(samples.percentile(10)), measured(samples.percentile(90)),
            measured(total > 0 ? Double(tokens) / total * 1_000 : nil),
        ])
        report.print(asJSON: json)
    }

    private func examples() throws(ProgramFailure) -> FineTuneExamples {
        let rows: [DataRow]
        let path = try TextSource.seedFile("train.tsv", unless: train)
        do throws(DataFileError) { rows = try readDataFile(path, requireLabels: true) } catch {
            throw ProgramFailure(.inputMissing, "\(error)")
        }
        let tokenizer = try BenchModel.tokenizer(base)
        let taken = rows.prefix((steps + 1) * batchSize)
        do throws(TrainingError) {
            return try FineTuneExamples(
                sequences: taken.map { tokenizer.encode($0.text, maxTokens: maxLength).ids },
                targets: TrainingTargets(labels: taken.compactMap { $0.label?.index }, classCount: SafetyClass.count))
        } catch { throw ProgramFailure(.inputMissing, "cannot train on '\(path)': \(error)") }
    }
}
