import Classification
import DurableFiles
import JSONParsing
import TestSupport
import Testing

struct BundlePublishingTests {
    private static let created = UTCTime(secondsSince1970: 1_795_359_781)

    @Test("a published bundle has the name that follows from its files, verifies, and leaves nothing temporary behind")
    func publishes() throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path + "/deep/models")
        let draft = try makeBundleDraft(in: models)
        #expect(try names(in: draft).isEmpty)
        try makeFolder(draft + "/1_Pooling")
        try writeFile(draft + "/weights", Array("0123456789".utf8))
        try writeFile(draft + "/1_Pooling/config.json", Array("{}".utf8))

        let manifest = try publishBundle(draft: draft, in: models, created: Self.created, describe: SyntheticBundle.describe)
        #expect(manifest.id == BundleID(created: Self.created, digests: manifest.files))
        #expect(manifest.id.text.hasPrefix("20261122T150301-"))
        #expect(manifest.files.keys.sorted() == ["1_Pooling/config.json", "weights"])
        #expect(try names(in: models.path) == [manifest.id.text])
        #expect(try verifyBundle(models.folder(of: manifest.id)) == manifest)
        #expect(try models.bundles() == [manifest.id])
    }

    @Test("a draft that a crash left behind is removed, and nothing else is")
    func leftovers() throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path)
        let id = "20261122T150301-3fa9c1d204be"
        for name in [".tmp-picket-999999999", ".tmp-1", id, ".keep", "tmp-1"] {
            try makeFolder("\(place.path)/\(name)/inner")
            try writeFile("\(place.path)/\(name)/inner/file", [1])
        }
        let draft = try makeBundleDraft(in: models)
        #expect(try names(in: draft).isEmpty)
        #expect(try names(in: place.path) == [lastComponent(of: draft), id, ".keep", ".tmp-1", "tmp-1"].sorted())
    }

    @Test("links and files that a crash left unrenamed are removed; those of a process that lives, and links in use, are not")
    func unrenamed() throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path)
        let kept = [".tmp-picket-1-picket.json", "champion", "champion.1.tmp", "notes.999999999.tmp"]
        for name in kept + ["champion.999999999.tmp", "previous.999999999.tmp"] {
            try replaceLink("\(place.path)/\(name)", target: "20261122T150301-3fa9c1d204be")
        }
        try writeFile(place.path + "/.tmp-picket-999999999-picket.json", [1])
        try removeLeftovers(in: models)
        #expect(try names(in: place.path) == kept.sorted())
    }

    @Test("a bundle that is there already is not overwritten")
    func twice() throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path)
        func publish() throws -> BundleManifest {
            let draft = try makeBundleDraft(in: models)
            try writeFile(draft + "/weights", Array("same".utf8))
            return try publishBundle(draft: draft, in: models, created: Self.created, describe: SyntheticBundle.describe)
        }
        let first = try publish()
        let error = try #require(throws: ClassificationError.self) { try publish() }
        guard case .file = error else {
            Issue.record("found \(error)")
            return
        }
        #expect(try verifyBundle(models.folder(of: first.id)) == first)
    }
}
