CREATE TABLE approvals (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    round TEXT NOT NULL REFERENCES rounds (id),
    bundle TEXT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 256),
    decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
    reason TEXT NOT NULL
) STRICT;
CREATE TRIGGER approvals_keep_delete BEFORE DELETE ON approvals BEGIN SELECT RAISE(ABORT, 'approvals is append-only'); END;
CREATE TRIGGER approvals_keep_update BEFORE UPDATE ON approvals BEGIN SELECT RAISE(ABORT, 'approvals is append-only'); END;
CREATE TABLE bundles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 256),
    round TEXT REFERENCES rounds (id),
    parent TEXT,
    metrics TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER bundles_keep_delete BEFORE DELETE ON bundles BEGIN SELECT RAISE(ABORT, 'bundles is append-only'); END;
CREATE TRIGGER bundles_keep_update BEFORE UPDATE ON bundles BEGIN SELECT RAISE(ABORT, 'bundles is append-only'); END;
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
CREATE TABLE embedding_sets (
    encoder TEXT NOT NULL PRIMARY KEY,
    path TEXT NOT NULL,
    rows INTEGER NOT NULL CHECK (rows >= 0),
    is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    round TEXT REFERENCES rounds (id),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
    payload TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_round ON events (round, seq);
CREATE TRIGGER events_keep_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;
CREATE TRIGGER events_keep_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;
CREATE TABLE gate_results (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    bundle TEXT NOT NULL,
    gate TEXT NOT NULL REFERENCES gate_sets (hash),
    round TEXT REFERENCES rounds (id),
    result TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX gate_results_by_gate ON gate_results (gate, bundle);
CREATE TRIGGER gate_results_keep_delete BEFORE DELETE ON gate_results BEGIN SELECT RAISE(ABORT, 'gate_results is append-only'); END;
CREATE TRIGGER gate_results_keep_update BEFORE UPDATE ON gate_results BEGIN SELECT RAISE(ABORT, 'gate_results is append-only'); END;
CREATE TABLE gate_rows (
    gate TEXT NOT NULL REFERENCES gate_sets (hash),
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful')),
    PRIMARY KEY (gate, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER gate_rows_keep_delete BEFORE DELETE ON gate_rows BEGIN SELECT RAISE(ABORT, 'gate_rows is append-only'); END;
CREATE TRIGGER gate_rows_keep_insert BEFORE INSERT ON gate_rows
    WHEN NEW.position NOT BETWEEN 0 AND (SELECT rows - 1 FROM gate_sets WHERE hash = NEW.gate)
    BEGIN SELECT RAISE(ABORT, 'a frozen gate set takes no more rows'); END;
CREATE TRIGGER gate_rows_keep_update BEFORE UPDATE ON gate_rows BEGIN SELECT RAISE(ABORT, 'gate_rows is append-only'); END;
CREATE TABLE gate_sets (
    hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
    frozen_at INTEGER NOT NULL,
    frozen_by TEXT NOT NULL,
    rows INTEGER NOT NULL CHECK (rows > 0)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER gate_sets_keep_delete BEFORE DELETE ON gate_sets BEGIN SELECT RAISE(ABORT, 'gate_sets is append-only'); END;
CREATE TRIGGER gate_sets_keep_update BEFORE UPDATE ON gate_sets BEGIN SELECT RAISE(ABORT, 'gate_sets is append-only'); END;
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
CREATE TABLE generation_requests (
    key TEXT NOT NULL PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 256),
    round TEXT NOT NULL REFERENCES rounds (id),
    answer BLOB,
    answered_attempt INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE label_events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    annotator TEXT NOT NULL CHECK (length(annotator) BETWEEN 1 AND 256),
    message TEXT NOT NULL REFERENCES messages (id),
    round TEXT REFERENCES rounds (id),
    source TEXT NOT NULL CHECK (source IN ('cli', 'import', 'review', 'adjudication')),
    kind TEXT NOT NULL CHECK (kind IN ('label', 'skip', 'undo', 'note')),
    class TEXT CHECK (class IN ('self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful')),
    undoes INTEGER UNIQUE REFERENCES label_events (seq),
    note TEXT,
    CHECK ((kind = 'label') = (class IS NOT NULL)),
    CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
    CHECK (kind <> 'note' OR note IS NOT NULL)
) STRICT;
CREATE INDEX label_events_by_annotator ON label_events (annotator, seq);
CREATE INDEX label_events_by_message ON label_events (message, seq);
CREATE TRIGGER label_events_keep_delete BEFORE DELETE ON label_events BEGIN SELECT RAISE(ABORT, 'label_events is append-only'); END;
CREATE TRIGGER label_events_keep_update BEFORE UPDATE ON label_events BEGIN SELECT RAISE(ABORT, 'label_events is append-only'); END;
CREATE TABLE label_imports (
    digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    file TEXT NOT NULL,
    at INTEGER NOT NULL,
    imported_by TEXT NOT NULL,
    rows INTEGER NOT NULL,
    events INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE leases (
    round TEXT NOT NULL REFERENCES rounds (id),
    message TEXT NOT NULL REFERENCES messages (id),
    annotator TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (round, message, annotator)
) STRICT, WITHOUT ROWID;
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
CREATE UNIQUE INDEX one_running_round ON rounds (is_running) WHERE is_running = 1;
CREATE TABLE queries (
    round TEXT NOT NULL REFERENCES rounds (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    message TEXT NOT NULL REFERENCES messages (id),
    strategy TEXT NOT NULL,
    cluster INTEGER,
    uncertainty REAL,
    is_control INTEGER NOT NULL CHECK (is_control IN (0, 1)),
    guess TEXT CHECK (guess IN ('self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful')),
    scores TEXT,
    PRIMARY KEY (round, position),
    UNIQUE (round, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX queries_by_message ON queries (message);
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
CREATE TABLE step_artifacts (
    round TEXT NOT NULL REFERENCES rounds (id),
    step TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (round, step, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE variation_reviews (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    variation TEXT NOT NULL REFERENCES variations (id),
    at INTEGER NOT NULL,
    reviewer TEXT NOT NULL CHECK (length(reviewer) BETWEEN 1 AND 256),
    decision TEXT NOT NULL CHECK (decision IN ('accept', 'reject', 'relabel')),
    class TEXT CHECK (class IN ('self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful')),
    note TEXT,
    CHECK ((decision = 'relabel') = (class IS NOT NULL))
) STRICT;
CREATE INDEX variation_reviews_by_variation ON variation_reviews (variation, seq);
CREATE TRIGGER variation_reviews_keep_delete BEFORE DELETE ON variation_reviews BEGIN SELECT RAISE(ABORT, 'variation_reviews is append-only'); END;
CREATE TRIGGER variation_reviews_keep_update BEFORE UPDATE ON variation_reviews BEGIN SELECT RAISE(ABORT, 'variation_reviews is append-only'); END;
CREATE TABLE variations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 256),
    round TEXT NOT NULL REFERENCES rounds (id),
    message TEXT NOT NULL REFERENCES messages (id),
    human_label TEXT NOT NULL CHECK (human_label IN ('self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful')),
    label TEXT NOT NULL CHECK (label IN ('self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful')),
    relation TEXT NOT NULL,
    template_hash TEXT NOT NULL,
    generator TEXT NOT NULL,
    model TEXT NOT NULL,
    parameters TEXT NOT NULL,
    request TEXT REFERENCES generation_requests (key),
    text TEXT NOT NULL,
    filters TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'needs-review')),
    rule TEXT,
    created_at INTEGER NOT NULL,
    CHECK ((verdict = 'rejected') = (rule IS NOT NULL))
) STRICT;
CREATE INDEX variations_by_round ON variations (round, number);
CREATE TRIGGER variations_keep_delete BEFORE DELETE ON variations BEGIN SELECT RAISE(ABORT, 'variations is append-only'); END;
CREATE TRIGGER variations_keep_update BEFORE UPDATE ON variations BEGIN SELECT RAISE(ABORT, 'variations is append-only'); END;
