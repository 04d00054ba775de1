import ConsolePrograms
import LabeledData

/// The rows that an encoder is fine-tuned on before it meets a user's: the seed set that comes with Picket, unless another file is named.
struct Prior: Sendable {
    let file: LabeledFile

    /// - Parameter wanted: What `--prior` says: a file, `none`, or nil for the seed set where it is to be found.
    /// - Returns: Nil when there is none.
    static func find(_ wanted: String?) throws(ProgramFailure) -> Prior? {
        if wanted == "none" { return nil }
        if let wanted { return Prior(file: try readLabeled(wanted, DataColumns())) }
        guard let path = SeedFile.path("train.tsv") else { return nil }
        return Prior(file: try readLabeled(path, DataColumns()))
    }
}
