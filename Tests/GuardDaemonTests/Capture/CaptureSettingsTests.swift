import Configuration
import GuardDaemon
import Testing

struct CaptureSettingsTests {
    private func parse(_ text: String) throws -> CaptureSettings { try ConfigurationReader.parse(text, path: "picket.toml").capture }

    @Test("capture is off where nobody has asked for it, and in an empty table")
    func off() throws {
        #expect(try !parse("").isEnabled)
        #expect(try !parse("[capture]").isEnabled)
    }

    @Test("every key is read")
    func keys() throws {
        var expected = CaptureSettings()
        expected.isEnabled = true
        expected.minEntropy = 1
        expected.maxPerHour = 5
        expected.maxBytes = 10_000
        expected.maxSamples = 7
        expected.folder = "/x"
        expected.maxTextBytes = 100
        let text = """
            [capture]
            enabled = true
            min_entropy = 1
            max_per_hour = 5
            max_bytes = 10000
            max_samples = 7
            folder = "/x"
            max_text_bytes = 100
            """
        #expect(try parse(text) == expected)
    }

    @Test(
        "what is unknown, of another type or out of range is an error that names the key",
        arguments: [
            ("capture = true", "'capture' must be a table [capture]"), ("[capture]\non = true", "unknown key 'capture.on'"),
            ("[capture]\nenabled = 1", "'capture.enabled' must be true or false"),
            ("[capture]\nmin_entropy = -1", "'capture.min_entropy' is -1"), ("[capture]\nmax_per_hour = 0", "'capture.max_per_hour' is 0"),
            ("[capture]\nfolder = \"\"", "'capture.folder' is empty"), ("[capture]\nmax_text_bytes = 1", "'capture.max_text_bytes' is 1"),
            ("[capture.more]\nx = 1", "unknown key 'capture.more'"),
        ])
    func strict(_ text: String, _ expected: String) {
        do {
            _ = try parse(text)
            Issue.record("'\(text)' was taken")
        } catch { #expect("\(error)".contains(expected), "\(error)") }
    }
}
