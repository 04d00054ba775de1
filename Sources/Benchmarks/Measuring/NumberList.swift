import ArgumentParser

/// Whole numbers with commas between them, as an option takes them: `8,16,32`. Each at least 1, none twice.
package struct NumberList: ExpressibleByArgument, Equatable, Sendable {
    package let values: [Int]

    package init(_ values: [Int]) { self.values = values }

    package init?(argument: String) {
        var values: [Int] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(part), value >= 1, !values.contains(value) else {
                return nil
            }
            values.append(value)
        }
        self.values = values
    }

    package var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }
}
