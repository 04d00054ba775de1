import Classification
import Testing

struct BundleIDTests {
    static let refused = [
        "", "20261122T150301", "20261122T150301-", "20261122T150301-3fa9c1d204b", "20261122T150301-3fa9c1d204bee",
        "20261122T150301-3fa9c1d204bE", "20261122T150301-3fa9c1d204bg", "20261122t150301-3fa9c1d204be", "20261122T150301_3fa9c1d204be",
        "2026112aT150301-3fa9c1d204be", "20261122T15030a-3fa9c1d204be", " 0261122T150301-3fa9c1d204be", "20261122T150301-3fa9c1d204b\n",
        "20261122T150301-3fa9c1d204b\0", "20261122T150301-../../../etc", "../../../../../../etc/passwd", "/0261122T150301-3fa9c1d204be",
        "20261122T150301-3fa9c1d204/.", "..", "champion", "٢0261122T150301-3fa9c1d204b",
    ]

    @Test("an id is a time and twelve hexadecimal digits, and nothing else is joined to a path", arguments: refused)
    func refuses(text: String) {
        #expect(BundleID(text) == nil)
    }

    @Test("an id reads back as it was written", arguments: ["20261122T150301-3fa9c1d204be", "00000000T000000-000000000000"])
    func reads(text: String) throws {
        let id = try #require(BundleID(text))
        #expect(id.text == text && id.description == text)
    }

    static let digests: BundleDigests = ["a": String(repeating: "0", count: 64), "b/c": String(repeating: "1", count: 64)]

    @Test("an id is its time and the digest of \"name NUL digest newline\" of every file by name")
    func golden() {
        let id = BundleID(created: UTCTime(secondsSince1970: 1_795_359_781), digests: Self.digests)
        #expect(id.text == "20261122T150301-5dc96daf789d")
        #expect(BundleID(id.text) == id)
    }

    @Test("the order in which digests were put together changes nothing")
    func order() {
        let names = (0..<40).map { "file-\($0)" }
        var forward = BundleDigests()
        var backward = BundleDigests(minimumCapacity: 500)
        for name in names { forward[name] = textDigest(Array(name.utf8)) }
        for name in names.reversed() { backward[name] = textDigest(Array(name.utf8)) }
        #expect(BundleID.contentDigest(forward) == BundleID.contentDigest(backward))
    }

    @Test("any other name, digest, or number of files is another id")
    func changes() {
        let original = BundleID.contentDigest(Self.digests)
        var renamed = Self.digests
        renamed["b/d"] = renamed.removeValue(forKey: "b/c")
        var changed = Self.digests
        changed["a"] = String(repeating: "0", count: 63) + "1"
        var exchanged = Self.digests
        exchanged["a"] = Self.digests["b/c"]
        exchanged["b/c"] = Self.digests["a"]
        var more = Self.digests
        more["c"] = String(repeating: "0", count: 64)
        var fewer = Self.digests
        fewer["a"] = nil
        let others = [renamed, changed, exchanged, more, fewer].map(BundleID.contentDigest)
        #expect(Set(others + [original]).count == 6)
    }

    static let times: [(seconds: Int, compact: String, iso8601: String)] = [
        (0, "19700101T000000", "1970-01-01T00:00:00Z"),
        (951_782_400, "20000229T000000", "2000-02-29T00:00:00Z"),
        (1_795_359_781, "20261122T150301", "2026-11-22T15:03:01Z"),
        (2_147_483_648, "20380119T031408", "2038-01-19T03:14:08Z"),
    ]

    @Test("a time is written in UTC, whatever the zone of the machine", arguments: times)
    func writtenInUTC(seconds: Int, compact: String, iso8601: String) {
        let time = UTCTime(secondsSince1970: seconds)
        #expect(time.compact == compact)
        #expect(time.iso8601 == iso8601)
    }
}
