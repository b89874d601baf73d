import CSQLite

/// What the file looks like, and how one of an older dhcpward becomes one of this.
enum Schema {
  /// `dhwd`: tells our files from other programs' (sqlite.org/src/artifact?filename=magic.txt).
  static let application: Int64 = 0x6468_7764
  /// The first makes version 1 of an empty file, the next makes version 2 of that; none is ever edited.
  static let migrations = [version1, version2]
  static var version: Int64 { Int64(migrations.count) }

  /// Times are nanoseconds since 1970, addresses numbers; the views show both as people write them.
  private static let version1 = """
    CREATE TABLE block(
      interface TEXT NOT NULL, mac INTEGER NOT NULL, scope TEXT NOT NULL, port TEXT NOT NULL,
      origin TEXT, since INTEGER, reason TEXT, strikes INTEGER, behind TEXT, guest TEXT,
      until INTEGER, ended INTEGER,
      PRIMARY KEY(interface, mac, scope, port)) WITHOUT ROWID;
    CREATE INDEX block_over ON block(coalesce(ended, until)) WHERE coalesce(ended, until) IS NOT NULL;
    CREATE TABLE strike(
      interface TEXT NOT NULL, mac INTEGER NOT NULL, count INTEGER NOT NULL, ends INTEGER NOT NULL,
      PRIMARY KEY(interface, mac)) WITHOUT ROWID;
    CREATE TABLE known(
      interface TEXT NOT NULL, mac INTEGER NOT NULL, until INTEGER NOT NULL,
      PRIMARY KEY(interface, mac)) WITHOUT ROWID;
    CREATE TABLE chosen(interface TEXT PRIMARY KEY, mode TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE allowed(mac INTEGER PRIMARY KEY, since INTEGER NOT NULL, remark TEXT NOT NULL);
    CREATE TABLE history(
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, level INTEGER NOT NULL,
      interface TEXT, mac INTEGER, message TEXT NOT NULL, reason TEXT, origin TEXT, scope TEXT,
      length INTEGER, strikes INTEGER, alarm TEXT, behind TEXT, guest TEXT, vendor TEXT, delay INTEGER);
    CREATE INDEX history_mac ON history(mac) WHERE mac IS NOT NULL;
    CREATE VIEW blocks AS SELECT
      interface, \(address("mac")) AS mac, scope, port, origin, \(moment("since")) AS since,
      \(moment("until")) AS until, \(moment("ended")) AS ended, strikes, reason, behind, guest FROM block;
    CREATE VIEW log AS SELECT
      id, \(moment("at")) AS at, kind, interface, \(address("mac")) AS mac, message FROM history;
    """

  /// Those behind a router, too: `subject` says who, in words, and `mac` is then the router's address, or 0 where there is
  /// none. It is empty for an Ethernet source.
  private static let version2 = """
    DROP VIEW blocks;
    DROP VIEW log;
    DROP INDEX block_over;
    ALTER TABLE block RENAME TO block1;
    CREATE TABLE block(
      interface TEXT NOT NULL, mac INTEGER NOT NULL, subject TEXT NOT NULL DEFAULT '', scope TEXT NOT NULL, port TEXT NOT NULL,
      origin TEXT, since INTEGER, reason TEXT, strikes INTEGER, behind TEXT, guest TEXT,
      until INTEGER, ended INTEGER,
      PRIMARY KEY(interface, mac, subject, scope, port)) WITHOUT ROWID;
    INSERT INTO block SELECT interface, mac, '', scope, port, origin, since, reason, strikes, behind, guest, until,
      ended FROM block1;
    DROP TABLE block1;
    CREATE INDEX block_over ON block(coalesce(ended, until)) WHERE coalesce(ended, until) IS NOT NULL;
    ALTER TABLE strike RENAME TO strike1;
    CREATE TABLE strike(
      interface TEXT NOT NULL, mac INTEGER NOT NULL, subject TEXT NOT NULL DEFAULT '', count INTEGER NOT NULL,
      ends INTEGER NOT NULL, PRIMARY KEY(interface, mac, subject)) WITHOUT ROWID;
    INSERT INTO strike SELECT interface, mac, '', count, ends FROM strike1;
    DROP TABLE strike1;
    ALTER TABLE history ADD COLUMN subject TEXT;
    CREATE INDEX history_subject ON history(subject) WHERE subject IS NOT NULL;
    CREATE VIEW blocks AS SELECT
      interface, CASE subject WHEN '' THEN \(address("mac")) END AS mac, subject, scope, port, origin,
      \(moment("since")) AS since, \(moment("until")) AS until, \(moment("ended")) AS ended, strikes, reason, behind,
      guest FROM block;
    CREATE VIEW log AS SELECT
      id, \(moment("at")) AS at, kind, interface, \(address("mac")) AS mac, subject, message FROM history;
    """

  private static func moment(_ column: String) -> String {
    "strftime('%Y-%m-%dT%H:%M:%SZ', \(column) / 1000000000, 'unixepoch')"
  }

  private static func address(_ column: String) -> String {
    let octets = stride(from: 40, through: 0, by: -8).map { "\(column) >> \($0) & 255" }
    return "CASE WHEN \(column) IS NOT NULL THEN printf('%02x:%02x:%02x:%02x:%02x:%02x', "
      + "\(octets.joined(separator: ", "))) END"
  }
}

extension Database {
  /// Makes the file one of this version, or says why it is left as it is.
  func migrate() throws(LedgerError) {
    try transaction { () throws(LedgerError) in
      let version = try requireOurs()
      guard version < Schema.version else { return }
      for step in Schema.migrations[Int(version)...] { try run(step) }
      try run("PRAGMA user_version=\(Schema.version)")
      try run("PRAGMA application_id=\(Schema.application)")
    }
  }

  /// The version of the file; throws when it is somebody else's, or a later dhcpward's.
  func requireOurs() throws(LedgerError) -> Int64 {
    let version = try value("PRAGMA user_version").integer ?? 0
    let application = try value("PRAGMA application_id").integer ?? 0
    if version == 0, application == 0, try value("SELECT count(*) FROM sqlite_master").integer == 0 {
      return 0
    }
    guard application == Schema.application, version > 0 else {
      throw LedgerError(
        "open", path, code: SQLITE_CANTOPEN, "it is another program's database",
        advice: "name another file; this one is left as it is")
    }
    guard version <= Schema.version else {
      throw LedgerError(
        "open", path, code: SQLITE_CANTOPEN,
        "it is of a later dhcpward (version \(version), this one knows \(Schema.version))",
        advice: "install that one again, or move the file away; it is left as it is")
    }
    return version
  }
}
