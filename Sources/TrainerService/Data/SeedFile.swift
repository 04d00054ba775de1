import DurableFiles
import Glibc

/// Where a file of the seed set lies that comes with Picket: in the source tree that the program was built in, or where a package puts it.
enum SeedFile {
    private static let installed = "/usr/share/picket/seed"

    /// - Parameter name: `train.tsv`, `dev.tsv` or `pool.tsv`.
    /// - Returns: Nil when it is at none of these places.
    static func path(_ name: String) -> String? {
        ([("models/seed")] + trees + [installed]).map { $0 + "/" + name }.first { isFile($0) }
    }

    /// `models/seed` beside every folder above this program.
    private static var trees: [String] {
        var folders: [String] = []
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink("/proc/self/exe", &buffer, Int(PATH_MAX)) > 0 else { return [] }
        var place = folder(of: String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        while place.count > 1 {
            folders.append(place + "/models/seed")
            place = folder(of: place)
        }
        return folders
    }
}
