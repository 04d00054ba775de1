import Glibc

/// Who runs the program: the account's name, or `uid 1000` for an account without one.
package func accountName() -> String {
    let id = getuid()
    var buffer = [CChar](repeating: 0, count: 4_096)
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    guard getpwuid_r(id, &entry, &buffer, buffer.count, &found) == 0, let name = found?.pointee.pw_name else { return "uid \(id)" }
    return String(cString: name)
}
