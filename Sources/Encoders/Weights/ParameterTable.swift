package import Tensors

/// Every tensor of a model under its Hugging Face name, with its shape: what a file must hold, no less and no more.
package struct ParameterTable: Sendable {
    package struct Row: Equatable, Sendable {
        package let role: ParameterRole
        /// One, or three whose rows lie one after another in the parameter.
        package let names: [String]
        /// Of the whole parameter.
        package let shape: [Int]

        /// Of each of the tensors that `names` lists.
        package var tensorShape: [Int] { [shape[0] / names.count] + shape.dropFirst() }
    }

    package let rows: [Row]
    /// Tensors that are read for NaN and infinity, and for nothing else.
    let harmlessExtras: [String]

    /// - Parameters:
    ///   - classes: C of a head for classification that lies in the same file; nil for none.
    ///   - names: Those of the file: they tell whether there is a prefix, and whether LayerNorm's parts have the names of TensorFlow.
    package init(for config: EncoderConfig, classes: Int? = nil, names: some Sequence<String>) {
        let (family, names) = (config.family, Set(names))
        let prefix = names.contains { $0.hasPrefix(family.prefix) } ? family.prefix : ""
        func inFile(_ name: String) -> String {
            guard !names.contains(name) else { return name }
            for (ours, theirs) in [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")]
            where name.hasSuffix(ours) {
                let other = String(name.dropLast(ours.count)) + theirs
                if names.contains(other) { return other }
            }
            return name
        }
        rows = ParameterRole.all(of: config, hasProjection: classes != nil, hasOutput: classes != nil).map { role in
            let tensors = TensorNames(role, family)
            return Row(
                role: role, names: tensors.names.map { inFile((tensors.isInEncoder ? prefix : "") + $0) },
                shape: role.shape(config, classes: classes ?? 0))
        }
        let extras = TensorNames.harmlessExtras(family, readsPooler: classes != nil && family == .bert)
        harmlessExtras = extras.inEncoder.map { prefix + $0 } + extras.outside
    }

    /// Throws unless `header` has every tensor in its shape and, besides, harmless extras only.
    package func check(_ header: SafetensorsHeader) throws(TensorError) {
        var known = Set(harmlessExtras)
        for row in rows {
            for name in row.names {
                guard let entry = header.entries[name] else { throw .missingTensor(name) }
                guard entry.shape == row.tensorShape else {
                    throw .shapeMismatch(tensor: name, expected: row.tensorShape, found: entry.shape)
                }
                known.insert(name)
            }
        }
        if let extra = header.entries.keys.filter({ !known.contains($0) }).min() { throw .unexpectedTensor(extra) }
    }
}
