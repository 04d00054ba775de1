import Encoders

/// Reads the exits that a manifest names; nil without any.
///
/// - Throws: `.manifestField` for heads that the manifest does not know of, `.encoder` for heads that are not what it says.
func readExits(_ manifest: BundleManifest?, _ folder: String, _ encoder: SentenceEncoder) throws(ClassificationError) -> ExitHeads? {
    guard let manifest, !manifest.exits.isEmpty else {
        guard manifest?.files[ExitHeads.fileName] == nil else {
            throw .manifestField(field: "exits", expected: "a list of the exits in \(ExitHeads.fileName)")
        }
        return nil
    }
    let settings = manifest.exits.map { exit in
        ExitSetting(
            layer: exit.layer, temperature: exit.calibration.temperature, bias: exit.calibration.bias,
            rule: ExitRule(threshold: Float(exit.threshold), limits: manifest.labels.map { Float(exit.limits[$0] ?? 1) }))
    }
    do throws(EncoderError) { return try ExitHeads(folder: folder, settings: settings, for: encoder) } catch {
        throw .encoder(reason: error.description)
    }
}
