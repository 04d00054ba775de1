import ArgumentParser

/// Which model is measured.
struct ModelOptions: ParsableArguments {
    @Option(help: "A bundle, or a model folder as Hugging Face lays it out.") var model = ".picket/models/champion"
    @Option(help: "The arithmetic: \(BenchModel.precisions.joined(separator: " or ")).") var precision = BenchModel.precisions[0]

    func validate() throws {
        guard BenchModel.precisions.contains(precision) else {
            throw ValidationError("--precision '\(precision)' is not available; known is \(BenchModel.precisions.joined(separator: ", "))")
        }
    }
}
