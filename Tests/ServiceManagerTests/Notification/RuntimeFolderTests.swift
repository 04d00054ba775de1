import ServiceManager
import Testing

struct RuntimeFolderTests {
    @Test("the first of the folders is the service's own; what is no absolute path is none")
    func first() {
        #expect(RuntimeFolder.first(of: "/run/picketd") == "/run/picketd")
        #expect(RuntimeFolder.first(of: "/run/picketd:/run/other") == "/run/picketd")
        for list in [nil, "", ":", "run/picketd"] as [String?] { #expect(RuntimeFolder.first(of: list) == nil) }
    }
}
