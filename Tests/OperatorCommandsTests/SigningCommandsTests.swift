import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import OperatorCommands
import TestSupport
import Testing

struct SigningCommandsTests {
    private let place: BundlePlace

    init() throws { place = try BundlePlace() }

    private func keygen(_ path: String) throws {
        var command = try OperatorCommand.parseAsRoot(["bundles", "keygen", path])
        try command.run()
    }

    @Test("a bundle is signed with a key that was made, and passes for its public part")
    func signs() throws {
        let id = try place.publish("one")
        let key = place.path + "/signing.key"
        try keygen(key)
        try place.run(["bundles", "sign", id.text, "--key", key])
        let trust = try BundleTrust(hexKey: try BundleSigningKey(file: key).publicKey)
        #expect(try verifyBundle(place.models.folder(of: id), trust: trust).id == id)
    }

    @Test("a key is never overwritten (64), a file that is no key is refused (78), a key that is not there too (66)")
    func refused() throws {
        let id = try place.publish("one")
        let key = place.path + "/signing.key"
        try keygen(key)
        #expect(try #require(throws: ProgramFailure.self) { try keygen(key) }.exit == .usage)
        try writeFile(place.path + "/other", Array("no key".utf8))
        for (name, exit) in [("other", ProgramExit.badConfiguration), ("none", .inputMissing)] {
            let error = try #require(throws: ProgramFailure.self) {
                try place.run(["bundles", "sign", id.text, "--key", place.path + "/" + name])
            }
            #expect(error.exit == exit)
        }
    }
}
