/// Whether a `Content-Type` says JSON in UTF-8.
enum MediaType {
    /// `application/json`, alone or with `charset=utf-8`. A missing field counts as JSON: the body itself will tell.
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        // What nearly every client sends: seen at once, since every request passes here.
        if contentType == "application/json" { return true }
        let parts = contentType.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard isSameFieldName(parts[0], "application/json") else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            guard isSameFieldName(pair[0], "charset") else { return true }
            return pair.count == 2 && ["utf-8", "\"utf-8\"", "utf8"].contains { isSameFieldName(pair[1], $0) }
        }
    }

    /// The refusal of a body that is not declared as JSON.
    static func refusal(of contentType: String) -> APIError {
        let remedy =
            isSameFieldName(contentType, "application/x-www-form-urlencoded")
            ? "; with curl, add -H 'Content-Type: application/json'" : ""
        return APIError(
            status: 415, message: "the body has to be application/json in UTF-8, not '\(contentType)'\(remedy)",
            code: "unsupported_media_type")
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let bytes = text.utf8.drop(while: isSpace)
        guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(Substring(bytes[...last]))
    }
}
