/// The layers: a target may import what stands in a row above its own, and the few neighbours that are named.
///
/// A target that is missing here fails the tests: adding one is a decision, and this table is where it is written down.
enum LayerLaw {
    static let layers: [[String]] = [
        ["COpenBLAS", "CSystemd", "CCurl", "CKernels", "JSONParsing", "DurableFiles", "OSThreads", "Metrics"],
        ["Tensors", "Tokenization", "LabeledData"],
        ["Kernels", "MatrixProducts"],
        ["Encoders", "Gradients", "Clustering"],
        [
            "Classification", "Training", "Acquisition", "Generation", "Records", "ServiceManager", "HTTPService", "PicketClient",
            "ConsolePrograms", "Configuration",
        ],
        ["GuardDaemon", "TrainerService", "OperatorCommands", "Benchmarks"],
        ["picketd", "picket-trainer", "picketctl", "picket-bench"],
    ]

    /// Foreign code that exactly one target may import.
    static let soleImporters: [String: [String]] = [
        "COpenBLAS": ["MatrixProducts"], "CKernels": ["Kernels"], "CSystemd": ["ServiceManager"],
        "CCurl": ["Generation"],
    ]

    /// Modules of other packages that exactly one target may import, tests of it aside.
    static let soleImportersOfModules: [String: [String]] = ["GRDB": ["Records"], "GRDBSQLite": ["Records"]]

    /// What the daemon must not contain, however it would get there.
    static let forbiddenInDaemon: Set<String> = [
        "COpenBLAS", "Gradients", "Training", "Records", "Generation", "CCurl", "GRDB", "GRDB.swift", "TrainerService", "OperatorCommands",
        "Benchmarks",
    ]

    static let forbiddenNames = ["utils", "helpers", "misc"]
    static let lineLimit = 350
    static let rootEntries: Set<String> = ["Package.swift", "Sources", "Tests", "deploy", "models", "README.md"]

    static func layer(of target: String) -> Int? { layers.firstIndex { $0.contains(target) } }
}
