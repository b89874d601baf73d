#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift does not import: the library copies what is bound.
static inline sqlite3_destructor_type dhcpward_sqlite_transient(void) { return SQLITE_TRANSIENT; }

// A file that somebody else wrote runs nothing of its own, and is not mended through its schema. sqlite3_db_config is
// variadic, which Swift does not import.
static inline void dhcpward_sqlite_harden(sqlite3 *handle) {
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
}
