/// The version of the programs.
package enum PicketVersion {
    package static let text = "0.1.0"
}
