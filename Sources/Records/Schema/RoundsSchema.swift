/// Rounds, what their steps made, and what they ask. The index allows one running round and no second.
let roundsSchema = """
    CREATE TABLE rounds (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 256),
        state TEXT NOT NULL,
        failed_step TEXT,
        error TEXT,
        is_running INTEGER NOT NULL CHECK (is_running IN (0, 1)),
        parameters TEXT NOT NULL,
        annotators_per_item INTEGER NOT NULL CHECK (annotators_per_item BETWEEN 1 AND 9),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX one_running_round ON rounds (is_running) WHERE is_running = 1;
    CREATE TABLE step_artifacts (
        round TEXT NOT NULL REFERENCES rounds (id),
        step TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (round, step, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE queries (
        round TEXT NOT NULL REFERENCES rounds (id),
        position INTEGER NOT NULL CHECK (position >= 0),
        message TEXT NOT NULL REFERENCES messages (id),
        strategy TEXT NOT NULL,
        cluster INTEGER,
        uncertainty REAL,
        is_control INTEGER NOT NULL CHECK (is_control IN (0, 1)),
        guess TEXT CHECK (guess IN \(classNamesInSQL)),
        scores TEXT,
        PRIMARY KEY (round, position),
        UNIQUE (round, message)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX queries_by_message ON queries (message);
    """
