import ArgumentParser
import Classification
import ConsolePrograms

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make an Ed25519 key to sign bundles with, and print its public part for the daemon's bundle_key.",
        discussion: """
            The file is readable by you alone and is never overwritten. Keep it where the daemon and the trainer are not.

            Example:
              picketctl bundles keygen ~/picket-signing.key
            """)

    @Argument(help: "The new key file.") var file: String

    func run() throws {
        let key = BundleSigningKey()
        try withModelFailures { () throws(ClassificationError) in try key.write(file) }
        printLine("bundle_key = \"\(key.publicKey)\"")
    }
}

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Verify a bundle and sign its manifest: picket.json.sig.",
        discussion: """
            A daemon with bundle_key set loads only bundles that are signed with that key. The signature covers calibration, thresholds and
            figures, and through the digests every file.

            Example:
              picketctl bundles sign challenger --key ~/picket-signing.key
            """)

    @OptionGroup var place: ModelsOption
    @Option(help: "A key file that 'bundles keygen' has made.") var key: String
    @Argument(help: "A bundle id, 'champion', 'previous' or 'challenger'.") var bundle: String

    func run() throws {
        let folder = place.folder
        let (id, publicKey) = try withModelFailures { () throws(ClassificationError) in
            let key = try BundleSigningKey(file: key)
            return (try key.sign(folder.folder(of: try folder.find(bundle))).id, key.publicKey)
        }
        printLine("\(id) is signed by \(publicKey)")
    }
}
