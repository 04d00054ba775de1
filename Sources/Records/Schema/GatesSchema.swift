/// Bundles, the frozen gate sets, each use of one, and who approved what.
let gatesSchema = """
    CREATE TABLE bundles (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 256),
        round TEXT REFERENCES rounds (id),
        parent TEXT,
        metrics TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;
    \(appendOnly("bundles"))
    CREATE TABLE gate_sets (
        hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
        frozen_at INTEGER NOT NULL,
        frozen_by TEXT NOT NULL,
        rows INTEGER NOT NULL CHECK (rows > 0)
    ) STRICT, WITHOUT ROWID;
    \(appendOnly("gate_sets"))
    CREATE TABLE gate_rows (
        gate TEXT NOT NULL REFERENCES gate_sets (hash),
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        label TEXT NOT NULL CHECK (label IN \(classNamesInSQL)),
        PRIMARY KEY (gate, position)
    ) STRICT, WITHOUT ROWID;
    \(appendOnly("gate_rows"))
    CREATE TRIGGER gate_rows_keep_insert BEFORE INSERT ON gate_rows
        WHEN NEW.position NOT BETWEEN 0 AND (SELECT rows - 1 FROM gate_sets WHERE hash = NEW.gate)
        BEGIN SELECT RAISE(ABORT, 'a frozen gate set takes no more rows'); END;
    CREATE TABLE gate_results (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        bundle TEXT NOT NULL,
        gate TEXT NOT NULL REFERENCES gate_sets (hash),
        round TEXT REFERENCES rounds (id),
        result TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX gate_results_by_gate ON gate_results (gate, bundle);
    \(appendOnly("gate_results"))
    CREATE TABLE approvals (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        round TEXT NOT NULL REFERENCES rounds (id),
        bundle TEXT,
        at INTEGER NOT NULL,
        who TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 256),
        decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
        reason TEXT NOT NULL
    ) STRICT;
    \(appendOnly("approvals"))
    """
