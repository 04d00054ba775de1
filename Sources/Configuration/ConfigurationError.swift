package import DurableFiles

/// Why a configuration was refused; the one in force stays.
package enum ConfigurationError: Error, Equatable, CustomStringConvertible {
    case file(FileError)
    case invalidUTF8(path: String)
    case syntax(path: String, line: Int, column: Int, reason: String)
    case unknownKey(path: String, key: String, allowed: [String])
    case wrongType(path: String, key: String, expected: String, found: String)
    case outOfRange(path: String, key: String, value: String, allowed: String)

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .invalidUTF8(let path): "\(path): the file is not valid UTF-8"
        case .syntax(let path, let line, let column, let reason): "\(path):\(line):\(column): \(reason)"
        case .unknownKey(let path, let key, let allowed): "\(path): unknown key '\(key)'; known are \(allowed.joined(separator: ", "))"
        case .wrongType(let path, let key, let expected, let found): "\(path): '\(key)' must be \(expected), found \(found)"
        case .outOfRange(let path, let key, let value, let allowed): "\(path): '\(key)' is \(value), allowed is \(allowed)"
        }
    }
}
