extension SettingsReader {
    /// Applies settings to a table within a configuration, as strictly as to the whole: an unknown key is an error.
    ///
    ///     .custom("capture", named: "capture.<key>") { reader, result throws(ConfigurationError) in
    ///         result.capture = try SettingsReader.apply(settings, of: reader.table("capture"), named: "capture", to: result.capture)
    ///     }
    ///
    /// - Parameter name: Of the table, before each key in errors.
    package static func apply<Target>(
        _ settings: [Setting<Target>], of reader: SettingsReader, named name: String, to target: Target
    ) throws(ConfigurationError) -> Target {
        let keys = reader.keys
        for key in keys where !settings.contains(where: { $0.key == key }) {
            throw reader.unknown(key, allowed: settings.map { "\(name).\($0.name)" })
        }
        var result = target
        for setting in settings where keys.contains(setting.key) { try setting.apply(reader, &result) }
        return result
    }
}
