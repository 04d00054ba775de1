import DurableFiles
import JSONParsing

/// The members of a JSON file of a model folder, read strictly: a value of the wrong type or out of range is an error that names it.
struct JSONFields {
    /// As errors name it, relative to the model's folder.
    let file: String
    let object: JSONObject

    private static let limitBytes = 16 << 20

    init(reading name: String, in folder: String) throws(EncoderError) {
        guard let object = try readJSON(name, in: folder).object else { throw .notAnObject(file: name) }
        self.init(file: name, object: object)
    }

    init(file: String, object: JSONObject) {
        self.file = file
        self.object = object
    }

    /// Nil when there is no such file.
    static func ifPresent(_ name: String, in folder: String) throws(EncoderError) -> JSONFields? {
        do throws(EncoderError) { return try JSONFields(reading: name, in: folder) } catch {
            if case .file(let reason) = error, reason.isMissing { return nil }
            throw error
        }
    }

    /// The value of `field`; nil when it is absent or null.
    func value(_ field: String) -> JSONValue? {
        guard let value = object[field], !value.isNull else { return nil }
        return value
    }

    func int(_ field: String, in range: ClosedRange<Int>, default absent: Int? = nil) throws(EncoderError) -> Int {
        guard let value = value(field) else {
            guard let absent else { throw .missingField(file: file, field: field) }
            return absent
        }
        guard let number = value.int, range.contains(number) else {
            throw bad(field, "an integer from \(range.lowerBound) to \(range.upperBound)", value)
        }
        return number
    }

    func string(_ field: String, default absent: String? = nil) throws(EncoderError) -> String {
        guard let value = value(field) else {
            guard let absent else { throw .missingField(file: file, field: field) }
            return absent
        }
        guard let text = value.string else { throw bad(field, "a string", value) }
        return text
    }

    func bool(_ field: String, default absent: Bool) throws(EncoderError) -> Bool {
        guard let value = value(field) else { return absent }
        guard let flag = value.bool else { throw bad(field, "true or false", value) }
        return flag
    }

    /// Throws unless `field` is absent or one of `allowed`.
    func require(_ field: String, _ allowed: String...) throws(EncoderError) {
        guard let value = value(field) else { return }
        guard let text = value.string, allowed.contains(text) else { throw bad(field, allowed.joined(separator: " or "), value) }
    }

    func bad(_ field: String, _ expected: String, _ value: JSONValue) -> EncoderError {
        let text = JSONWriter.compactText(value)
        return .badField(file: file, field: field, expected: expected, found: text.utf8.count > 80 ? value.kind : text)
    }

    static func readBytes(_ name: String, in folder: String) throws(EncoderError) -> [UInt8] {
        do throws(FileError) { return try readFile(folder + "/" + name, limitBytes: limitBytes) } catch { throw .file(error) }
    }
}

/// Reads and parses a JSON file of at most 16 MiB.
func readJSON(_ name: String, in folder: String) throws(EncoderError) -> JSONValue {
    let bytes = try JSONFields.readBytes(name, in: folder)
    do throws(JSONError) { return try JSONParser.parse(bytes) } catch { throw .json(file: name, error) }
}
