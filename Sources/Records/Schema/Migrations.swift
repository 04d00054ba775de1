import GRDB

/// The steps that make the schema, each applied once to a file and remembered there by name.
///
/// Append only: a step that has been released is in somebody's file, so neither its name nor its SQL changes ever again. A change of
/// the schema is a new step at the end. A file that knows a step that is not in this list was written by a newer program.
package enum Migrations {
    package struct Step: Equatable, Sendable {
        package let name: String
        package let sql: String
    }

    package static let all: [Step] = [
        Step(name: "0001-pool", sql: poolSchema),
        Step(name: "0002-rounds", sql: roundsSchema),
        Step(name: "0003-labels", sql: labelsSchema),
        Step(name: "0004-leases", sql: leasesSchema),
        Step(name: "0005-generation", sql: generationSchema),
        Step(name: "0006-variations", sql: variationsSchema),
        Step(name: "0007-gates", sql: gatesSchema),
        Step(name: "0008-events", sql: eventsSchema),
        Step(name: "0009-capture", sql: captureSchema),
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for step in all { migrator.registerMigration(step.name) { try $0.execute(sql: step.sql) } }
        return migrator
    }
}

/// Triggers that make a table append-only: its rows are neither changed nor removed, by whatever code.
func appendOnly(_ table: String) -> String {
    """
    CREATE TRIGGER \(table)_keep_update BEFORE UPDATE ON \(table) BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END;
    CREATE TRIGGER \(table)_keep_delete BEFORE DELETE ON \(table) BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END;
    """
}

/// The six classes as an SQL list. Part of released steps, hence written out here and not taken from `SafetyClass`.
let classNamesInSQL =
    "('self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful')"
