package import Classification

extension GuardConfiguration {
    /// Reads the model that `source` names as this configuration wants it, and runs its self-test.
    package func load(_ source: ModelSource) throws(ClassificationError) -> Classifier {
        let limits = TextLimits(
            windowTokens: windowTokens, stride: stride, maxInputTokens: maxInputTokens, truncatesLongTexts: onTooLong == .truncate)
        let model = try Classifier(
            source, limits: limits, trust: try BundleTrust(hexKey: bundleKey), precision: precision, earlyExit: earlyExit)
        try model.selfTest()
        return model
    }

    /// The model to start with: the folder that is named, else the champion.
    package func initialSource() throws(ClassificationError) -> ModelSource {
        if let model { return .folder(model) }
        let folder = ModelsFolder(models)
        let id = try folder.champion()
        return .bundle(folder.folder(of: id), id: id)
    }
}
