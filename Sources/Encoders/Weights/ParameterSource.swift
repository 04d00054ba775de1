import Tensors

/// Where weights come from: a file that has been checked, or memory.
protocol ParameterSource: ~Copyable {
    /// The parameter in the shape of its role, query, key and value one below the other.
    func parameter(_ role: ParameterRole) throws(TensorError) -> Tensor

    /// Shows a table some rows at a time: the number of the first, and `[rows, columns]` that is valid during the call.
    func forEachBlock(of role: ParameterRole, _ body: (Int, Tensor) -> Void) throws(TensorError)
}

extension ParameterSource where Self: ~Copyable {
    func forEachBlock(of role: ParameterRole, _ body: (Int, Tensor) -> Void) throws(TensorError) { body(0, try parameter(role)) }
}

/// `model.safetensors` of a folder.
struct WeightFile: ParameterSource, ~Copyable {
    static let name = "model.safetensors"

    enum ClassifierExpectation { case absent, ifPresent }

    let file: SafetensorsFile
    let hasClassifier: Bool
    private let family: EncoderFamily
    private let rows: [ParameterRole: ParameterTable.Row]

    /// Opens the file and holds it against the table of the architecture.
    ///
    /// - Parameter classifier: Whether a head for classification may lie in it; its C is what the file says.
    init(folder: String, config: EncoderConfig, classifier: ClassifierExpectation) throws(EncoderError) {
        do throws(TensorError) {
            let file = try SafetensorsFile(reading: folder + "/" + Self.name)
            self = try WeightFile(file, config, classifier)
        } catch { throw .weights(error) }
    }

    private init(
        _ file: consuming SafetensorsFile, _ config: EncoderConfig, _ classifier: ClassifierExpectation
    ) throws(TensorError) {
        let outputName = TensorNames(.output(.weight), config.family).names[0]
        let hasClassifier = classifier == .ifPresent && file.header.entries[outputName] != nil
        let classes = hasClassifier ? try Self.classes(file.header, outputName, config) : nil
        let table = ParameterTable(for: config, classes: classes, names: file.names)
        try table.check(file.header)
        // What no layer uses is read once all the same: a file that holds NaN or infinity anywhere is refused.
        for name in table.harmlessExtras where file.header.entries[name]?.dtype.isReadable == true { _ = try file.tensor(name) }
        self.file = file
        self.hasClassifier = hasClassifier
        family = config.family
        rows = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.role, $0) })
    }

    /// The shape of a parameter that the file has.
    func shape(_ role: ParameterRole) -> [Int]? { rows[role]?.shape }

    func parameter(_ role: ParameterRole) throws(TensorError) -> Tensor {
        guard let row = rows[role] else { throw .missingTensor("\(role)") }
        if row.names.count == 1 { return try file.tensor(row.names[0], shape: row.shape) }
        let whole = Tensor.zeros(row.shape)
        var offset = 0
        for name in row.names {
            let part = try file.tensor(name, shape: row.tensorShape)
            (whole.storage.pointer + offset).update(from: part.storage.pointer, count: part.count)
            offset += part.count
        }
        return whole
    }

    func forEachBlock(of role: ParameterRole, _ body: (Int, Tensor) -> Void) throws(TensorError) {
        guard let row = rows[role] else { throw .missingTensor("\(role)") }
        guard row.names.count == 1, row.shape.count == 2 else { return body(0, try parameter(role)) }
        try file.forEachBlock(row.names[0], shape: row.shape, body)
    }

    /// Reads the head for NaN and infinity, for a caller that may leave it.
    func checkHead() throws(TensorError) {
        for side in ParameterRole.Part.allCases {
            for role in [ParameterRole.projection(side), .output(side)] where rows[role] != nil { _ = try parameter(role) }
        }
    }

    /// BERT's pooler, which pre-training leaves in files that have no classifier.
    func pretrained(_ role: ParameterRole, shape: [Int]) throws(TensorError) -> Tensor? {
        let tensors = TensorNames(role, family)
        guard tensors.isInEncoder, let name = tensors.names.first else { return nil }
        for name in [name, family.prefix + name] where file.header.entries[name]?.shape == shape { return try file.tensor(name) }
        return nil
    }

    private static func classes(_ header: SafetensorsHeader, _ name: String, _ config: EncoderConfig) throws(TensorError) -> Int {
        guard let entry = header.entries[name] else { throw .missingTensor(name) }
        guard entry.shape.count == 2, (1...1 << 14).contains(entry.shape[0]) else {
            throw .shapeMismatch(tensor: name, expected: [config.labels?.count ?? 2, config.hiddenSize], found: entry.shape)
        }
        return entry.shape[0]
    }
}

extension EncoderError {
    /// A failure of `model.safetensors`.
    static func weights(_ error: TensorError) -> EncoderError {
        if case .file(let reason) = error { return .file(reason) }
        return .tensors(file: WeightFile.name, error)
    }
}
