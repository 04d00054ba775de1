import Glibc

/// Whether this process may write to `path`, by its effective user: what opening it for writing would answer.
func isWritable(_ path: String) -> Bool { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 }
