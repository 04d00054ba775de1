/// Messages by their order of import; `hash` is the SHA-256 of the text's bytes.
let poolSchema = """
    CREATE TABLE messages (
        ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 256),
        text TEXT NOT NULL,
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        source TEXT NOT NULL,
        imported_at INTEGER NOT NULL,
        imported_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX messages_by_source ON messages (source);
    CREATE TABLE embedding_sets (
        encoder TEXT NOT NULL PRIMARY KEY,
        path TEXT NOT NULL,
        rows INTEGER NOT NULL CHECK (rows >= 0),
        is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
        updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
