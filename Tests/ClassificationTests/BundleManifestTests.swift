import Classification
import JSONParsing
import Testing

struct BundleManifestTests {
    static let digest = String(repeating: "ab", count: 32)
    static let files: BundleDigests = ["a": digest, "b/ü": digest]

    static func manifest() -> BundleManifest {
        SyntheticBundle.describe(BundleID(created: UTCTime(secondsSince1970: 0), digests: files), files)
    }

    /// The manifest with one member changed, or taken away.
    static func bytes(_ field: String, _ value: JSONValue?) -> [UInt8] {
        var object = manifest().json.object ?? JSONObject()
        object[field] = value
        return JSONWriter.pretty(.object(object))
    }

    @Test("a manifest reads back as it was written")
    func roundTrip() throws {
        let manifest = Self.manifest()
        #expect(try BundleManifest(parsing: JSONWriter.pretty(manifest.json)) == manifest)
        var founder = manifest
        founder.parent = nil
        founder.gate = nil
        founder.thresholds = [:]
        #expect(try BundleManifest(parsing: JSONWriter.compact(founder.json)) == founder)
    }

    private static let exits = [
        BundleExit(
            layer: 1, calibration: ScoreCalibration(temperature: 0.75, bias: [0.5, -0.5]), threshold: 0.9, limits: ["alarm": 0.02]),
        BundleExit(layer: 4, calibration: .none(labelCount: 2), threshold: 1, limits: [:]),
    ]

    @Test("exits read back as they were written, and a manifest without them is the bytes that it was before there were any")
    func exits() throws {
        var manifest = Self.manifest()
        #expect(manifest.exits.isEmpty && manifest.json.object?.keys.contains("exits") == false)
        manifest.exits = Self.exits
        #expect(try BundleManifest(parsing: JSONWriter.pretty(manifest.json)) == manifest)
    }

    @Test("what only people read may be absent")
    func optional() throws {
        for field in ["base", "recipe", "training_data", "parent", "metrics", "gate"] {
            _ = try BundleManifest(parsing: Self.bytes(field, nil))
        }
    }

    @Test("files and thresholds are written in a fixed order, so that the same manifest is the same bytes")
    func order() {
        let names = Self.manifest().json.object?["files"]?.object?.keys
        #expect(names == ["a", "b/ü"])
    }

    private static func field(_ name: String, _ expected: String) -> ClassificationError {
        .manifestField(field: name, expected: expected)
    }

    private static let labels = field("labels", "a list of at least two different names")
    private static let maxTokens = field("max_tokens", "a number from 8 to 8192")
    private static let head = field("head", "an object with a 'kind'")
    private static let temperature = field("calibration.temperature", "a number from 0.01 to 100")
    private static let bias = field("calibration.bias", "2 numbers from -100 to 100")
    private static let threshold = "a number from 0 to 1 for one of the labels"
    private static let count = field("files", "an object of 1 to 256 digests")

    /// A field, the JSON text that takes its place (nil takes the field away), and the error.
    static let spoiled: [(name: String, text: String?, error: ClassificationError)] = [
        ("format_version", nil, field("format_version", "a number")),
        ("format_version", "\"1\"", field("format_version", "a number")),
        ("format_version", "2", ClassificationError.unsupportedFormat(version: 2, supported: 1)),
        ("bundle", nil, field("bundle", "a bundle id")),
        ("bundle", "\"../../etc\"", field("bundle", "a bundle id")),
        ("created", nil, field("created", "a time")),
        ("labels", nil, labels),
        ("labels", #"["alarm"]"#, labels),
        ("labels", #"["alarm","alarm"]"#, labels),
        ("labels", #"["alarm",1,"calm"]"#, labels),
        ("max_tokens", nil, maxTokens),
        ("max_tokens", "7", maxTokens),
        ("max_tokens", "8193", maxTokens),
        ("max_tokens", "12.5", maxTokens),
        ("max_tokens", "\"128\"", maxTokens),
        ("head", nil, head),
        ("head", "{}", head),
        ("head", #"{"kind":1}"#, head),
        ("calibration", nil, temperature),
        ("calibration", #"{"bias":[0,0]}"#, temperature),
        ("calibration", #"{"temperature":0,"bias":[0,0]}"#, temperature),
        ("calibration", #"{"temperature":-1,"bias":[0,0]}"#, temperature),
        ("calibration", #"{"temperature":101,"bias":[0,0]}"#, temperature),
        ("calibration", #"{"temperature":1}"#, bias),
        ("calibration", #"{"temperature":1,"bias":[0]}"#, bias),
        ("calibration", #"{"temperature":1,"bias":[0,0,0]}"#, bias),
        ("calibration", #"{"temperature":1,"bias":[0,101]}"#, bias),
        ("calibration", #"{"temperature":1,"bias":[0,"0"]}"#, bias),
        ("thresholds", nil, field("thresholds", "an object")),
        ("thresholds", #"{"stranger":0.5}"#, field("thresholds.stranger", threshold)),
        ("thresholds", #"{"alarm":1.5}"#, field("thresholds.alarm", threshold)),
        ("thresholds", #"{"alarm":-0.5}"#, field("thresholds.alarm", threshold)),
        ("thresholds", #"{"alarm":"0.5"}"#, field("thresholds.alarm", threshold)),
        ("files", nil, count),
        ("files", "{}", count),
        ("files", #"{"a":"abcd"}"#, field("files.a", "a SHA-256 of 64 hexadecimal digits")),
        ("files", #"{"a":1}"#, field("files.a", "a SHA-256 of 64 hexadecimal digits")),
    ]

    private static let calibrated = #""calibration":{"temperature":1,"bias":[0,0]}"#
    private static let layerRule = "a whole number above 0 and above that of the exit before it"
    private static let list = field("exits", "a list of 1 to 256 exits")

    /// What stands for `exits`, and the error.
    static let spoiledExits: [(text: String, error: ClassificationError)] = [
        ("null", list), ("{}", list), ("[]", list), ("3", list),
        ("[" + String(repeating: "1,", count: 256) + "1]", list),
        ("[1]", field("exits[0].layer", layerRule)),
        ("[{}]", field("exits[0].layer", layerRule)),
        (#"[{"layer":0}]"#, field("exits[0].layer", layerRule)),
        (#"[{"layer":1.5}]"#, field("exits[0].layer", layerRule)),
        (#"[{"layer":1}]"#, field("exits[0].threshold", "a number from 0 to 1")),
        (#"[{"layer":1,"threshold":1.5}]"#, field("exits[0].threshold", "a number from 0 to 1")),
        (#"[{"layer":1,"threshold":"1"}]"#, field("exits[0].threshold", "a number from 0 to 1")),
        (#"[{"layer":1,"threshold":1}]"#, field("exits[0].limits", "an object")),
        (#"[{"layer":1,"threshold":1,"limits":{"stranger":1}}]"#, field("exits[0].limits.stranger", threshold)),
        (#"[{"layer":1,"threshold":1,"limits":{"alarm":-1}}]"#, field("exits[0].limits.alarm", threshold)),
        (#"[{"layer":1,"threshold":1,"limits":{}}]"#, field("exits[0].calibration.temperature", "a number from 0.01 to 100")),
        (
            #"[{"layer":1,"threshold":1,"limits":{},"calibration":{"temperature":1,"bias":[0]}}]"#,
            field("exits[0].calibration.bias", "2 numbers from -100 to 100")
        ),
        (
            #"[{"layer":1,"threshold":1,"limits":{},\#(calibrated)},{"layer":1,"threshold":1,"limits":{},\#(calibrated)}]"#,
            field("exits[1].layer", layerRule)
        ),
    ]

    @Test("exits that make no sense are refused with their place", arguments: spoiledExits)
    func refusesExits(text: String, error: ClassificationError) throws {
        let bytes = Self.bytes("exits", try JSONParser.parse(text))
        #expect(throws: error) { try BundleManifest(parsing: bytes) }
    }

    @Test("every field that is missing or out of range is refused by its name", arguments: spoiled)
    func refuses(name: String, text: String?, error: ClassificationError) throws {
        let bytes = Self.bytes(name, try text.map { try JSONParser.parse($0) })
        #expect(throws: error) { try BundleManifest(parsing: bytes) }
    }

    @Test("a manifest lists at most 256 files")
    func fileCount() throws {
        let files = (0..<257).map { ("file-\($0)", JSONValue.string(Self.digest)) }
        #expect(throws: Self.count) { try BundleManifest(parsing: Self.bytes("files", .object(JSONObject(files)))) }
        let fewer = JSONObject(Array(files.dropLast()))
        #expect(try BundleManifest(parsing: Self.bytes("files", .object(fewer))).files.count == 256)
    }

    @Test(
        "a path that leaves the bundle is refused",
        arguments: ["", "/etc/passwd", "..", "../x", "a/../../x", "a/./b", ".", "a//b", "a/", "a\0b"])
    func paths(name: String) {
        let files: JSONValue = .object(JSONObject([(name, .string(Self.digest))]))
        #expect(throws: Self.field("files", "paths inside the bundle, found '\(name)'")) {
            try BundleManifest(parsing: Self.bytes("files", files))
        }
    }

    @Test("a bias that is no number is not passed over, even when enough others are there", arguments: ["\"x\"", "null", "1000"])
    func extraBias(extra: String) throws {
        let calibration = try JSONParser.parse("{\"temperature\":1,\"bias\":[0,\(extra),0]}")
        #expect(throws: Self.bias) { try BundleManifest(parsing: Self.bytes("calibration", calibration)) }
    }

    @Test("what is no JSON object is no manifest")
    func malformed() throws {
        #expect(throws: ClassificationError.manifestMalformed(reason: "it is an array, not an object")) {
            try BundleManifest(parsing: Array("[]".utf8))
        }
        for text in ["", "{", "{\"format_version\":1,\"format_version\":1}"] {
            let error = try #require(throws: ClassificationError.self) { try BundleManifest(parsing: Array(text.utf8)) }
            #expect(error.description.hasPrefix("picket.json is not a manifest: "))
        }
    }
}
