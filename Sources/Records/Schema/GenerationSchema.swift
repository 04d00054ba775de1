/// Generation requests by the hash of what is asked, and one row for each time that money could have been spent on one.
let generationSchema = """
    CREATE TABLE generation_requests (
        key TEXT NOT NULL PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 256),
        round TEXT NOT NULL REFERENCES rounds (id),
        answer BLOB,
        answered_attempt INTEGER,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE generation_attempts (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL REFERENCES generation_requests (key),
        attempt INTEGER NOT NULL CHECK (attempt >= 1),
        round TEXT NOT NULL REFERENCES rounds (id),
        day TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('reserved', 'succeeded', 'failed', 'refused', 'orphaned')),
        prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
        completion_tokens INTEGER NOT NULL CHECK (completion_tokens >= 0),
        cost_micros INTEGER NOT NULL CHECK (cost_micros >= 0),
        is_estimate INTEGER NOT NULL CHECK (is_estimate IN (0, 1)),
        reserved_at INTEGER NOT NULL,
        settled_at INTEGER,
        request_id TEXT,
        error TEXT,
        UNIQUE (key, attempt)
    ) STRICT;
    CREATE INDEX generation_attempts_by_day ON generation_attempts (day);
    CREATE INDEX generation_attempts_by_round ON generation_attempts (round);
    CREATE INDEX generation_attempts_open ON generation_attempts (seq) WHERE status = 'reserved';
    """
