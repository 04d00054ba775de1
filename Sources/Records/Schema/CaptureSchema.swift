/// Files of the guard's capture spool that have been taken, each once, and what is known of the messages that came with them.
let captureSchema = """
    CREATE TABLE capture_files (
        name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 256),
        at INTEGER NOT NULL,
        added INTEGER NOT NULL CHECK (added >= 0),
        already_there INTEGER NOT NULL CHECK (already_there >= 0),
        unreadable INTEGER NOT NULL CHECK (unreadable >= 0)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE captured (
        message TEXT NOT NULL PRIMARY KEY REFERENCES messages (id),
        bundle TEXT NOT NULL,
        hour INTEGER NOT NULL,
        entropy REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
