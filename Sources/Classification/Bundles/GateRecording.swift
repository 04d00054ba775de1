import DurableFiles
import Glibc
package import JSONParsing

/// Writes the result of a gate into the manifest of a bundle that has none yet.
///
/// A bundle's files are immutable; its manifest takes this one field, once, in one step. The id does not change, since it follows from
/// the other files.
///
/// - Throws: `.gateRecorded` when there is a result already, `.signedAlready` when a signature vouches for the manifest as it is.
package func recordGate(_ gate: JSONObject, in folder: String) throws(ClassificationError) {
    guard !isFile(folder + "/picket.json.sig") else { throw .signedAlready }
    var manifest = try verifyBundle(folder)
    guard manifest.gate.isNull else { throw .gateRecorded(outcome: manifest.gateOutcome ?? "of another form") }
    manifest.gate = .object(gate)
    try replaceBesideDigests("picket.json", JSONWriter.pretty(manifest.json), in: folder)
}

/// Replaces a file that no digest covers. It is written beside the bundle, not in it: a file that the manifest does not list, even for a
/// moment, would be a bundle that is not in order.
func replaceBesideDigests(_ name: String, _ bytes: [UInt8], in folder: String) throws(ClassificationError) {
    let temporary = "\(folder)/../\(draftPrefix)\(getpid())-\(name)"
    do throws(FileError) {
        try writeFile(temporary, bytes)
        try renameEntry(from: temporary, to: folder + "/" + name)
    } catch {
        unlink(temporary)
        throw .file(error)
    }
}

extension BundleManifest {
    /// What the gate said: `promote`, `needs-approval`, `reject`; nil for a bundle that has passed none.
    package var gateOutcome: String? { gate.object?["outcome"]?.string }
}
