import Classification
import DurableFiles
import TestSupport
import Testing

struct ModelsFolderTests {
    private let place: TemporaryFolder
    private let models: ModelsFolder
    private let ids: [BundleID]

    /// A folder of three bundles that have a manifest's name and nothing more: finding them asks no more.
    init() throws {
        place = try TemporaryFolder()
        models = ModelsFolder(place.path)
        ids = ["20261122T150301-3fa9c1d204be", "20250101T000000-ffffffffffff", "20261122T150300-000000000000"].compactMap(BundleID.init)
        for id in ids {
            try makeFolder(models.folder(of: id))
            try writeFile(models.folder(of: id) + "/picket.json", [])
        }
    }

    private let absent = "20200101T000000-3fa9c1d204be"

    @Test("bundles are listed oldest first, and nothing else is")
    func lists() throws {
        try makeFolder(place.path + "/.tmp-1")
        try makeFolder(place.path + "/notes")
        try models.point(.champion, to: ids[0])
        #expect(try models.bundles() == [ids[1], ids[2], ids[0]])
    }

    @Test("a bundle is found by its id and by a link that names it")
    func finds() throws {
        try models.point(.challenger, to: ids[1])
        try models.point(.champion, to: ids[2])
        try models.point(.previous, to: ids[0])
        #expect(try models.find(ids[1].text) == ids[1])
        #expect(try models.find("champion") == ids[2])
        #expect(try models.find("previous") == ids[0])
        #expect(try models.find("challenger") == ids[1])
        #expect(try models.champion() == ids[2])
    }

    @Test("what is no id is never joined to a path", arguments: ["", ".", "..", "../x", "/", "notes", "Champion", "champion/"])
    func garbage(text: String) throws {
        try makeFolder(place.path + "/notes")
        try writeFile(place.path + "/notes/picket.json", [])
        #expect(throws: ClassificationError.badBundleID(text)) { try models.find(text) }
    }

    @Test("a bundle that is not here is not found, nor is a folder without a manifest")
    func missing() throws {
        let error = ClassificationError.noSuchBundle(id: absent, models: place.path)
        #expect(throws: error) { try models.find(absent) }
        let id = try #require(BundleID(absent))
        try makeFolder(models.folder(of: id))
        #expect(throws: error) { try models.find(absent) }
    }

    @Test("a link whose bundle is gone finds nothing")
    func dangling() throws {
        try models.point(.champion, to: try #require(BundleID(absent)))
        #expect(throws: ClassificationError.noSuchBundle(id: absent, models: place.path)) { try models.find("champion") }
    }

    @Test("a link is moved and removed; one that is not there is removed already")
    func links() throws {
        try models.point(.previous, to: ids[0])
        try models.point(.previous, to: ids[1])
        #expect(linkTarget(place.path + "/previous") == ids[1].text)
        for _ in 0..<2 {
            try models.remove(.previous)
            #expect(try models.bundle(.previous) == nil)
        }
        #expect(isFile(models.folder(of: ids[1]) + "/picket.json"))
    }

    @Test("without a champion that is said, with the folder")
    func noChampion() {
        #expect(throws: ClassificationError.noChampion(models: place.path)) { try models.champion() }
    }

    @Test("a champion that names garbage is an error, not an absent champion", arguments: ["../../etc", "notes", ".tmp-1"])
    func garbageLink(target: String) throws {
        try replaceLink(place.path + "/champion", target: target)
        #expect(throws: ClassificationError.badBundleID(target)) { try models.champion() }
        #expect(throws: ClassificationError.badBundleID(target)) { try models.find("champion") }
    }

    @Test("a models folder that is not there is an error of the file system")
    func noFolder() throws {
        let error = try #require(throws: ClassificationError.self) { try ModelsFolder(place.path + "/none").bundles() }
        #expect(error.description.contains("/none"))
    }
}
