import ConsolePrograms
import Glibc

/// Who labels: `--as`, else the name of the user.
enum AnnotatorName {
    static func find(_ chosen: String?) throws(ProgramFailure) -> String {
        if let chosen {
            guard isGood(chosen) else {
                throw ProgramFailure(
                    .usage, "--as '\(displayText(chosen, columns: 60))' is no name: 1 to 100 characters without control characters")
            }
            return chosen
        }
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name.map({ String(cString: $0) }), isGood(name) else {
            throw ProgramFailure(.usage, "this user has no name; --as NAME says who labels")
        }
        return name
    }

    private static func isGood(_ name: String) -> Bool {
        (1...100).contains(name.count) && name.contains { !$0.isWhitespace }
            && !name.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}
