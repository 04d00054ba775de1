import ConsolePrograms
import Foundation
import Testing

struct AccountNameTests {
    @Test("whoever runs the program has a name: the account's, or the number of one without")
    func named() {
        #expect(accountName() == NSUserName() || accountName() == "uid \(getuid())")
        #expect(!accountName().isEmpty)
    }
}
