import ConsolePrograms
import DurableFiles
import Glibc
import LabeledData

/// The rows that an encoder is fine-tuned on before it meets a user's: the seed set that comes with Picket, unless another file is named.
struct Prior: Sendable {
    let file: LabeledFile

    /// Where the seed set lies: in the source tree that the program was built in, or where a package puts it.
    private static let inTree = "models/seed/train.tsv"
    private static let installed = "/usr/share/picket/seed/train.tsv"

    /// - Parameter wanted: What `--prior` says: a file, `none`, or nil for the seed set where it is to be found.
    /// - Returns: Nil when there is none.
    static func find(_ wanted: String?) throws(ProgramFailure) -> Prior? {
        if wanted == "none" { return nil }
        if let wanted { return Prior(file: try readLabeled(wanted, DataColumns())) }
        guard let path = candidates.first(where: { isFile($0) }) else { return nil }
        return Prior(file: try readLabeled(path, DataColumns()))
    }

    private static var candidates: [String] {
        var folders: [String] = []
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        if readlink("/proc/self/exe", &buffer, Int(PATH_MAX)) > 0 {
            var place = folder(of: String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            while place.count > 1 {
                folders.append(place + "/" + inTree)
                place = folder(of: place)
            }
        }
        return [inTree] + folders + [installed]
    }
}
