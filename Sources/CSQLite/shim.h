#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift does not import: the library copies what is bound.
static inline sqlite3_destructor_type dhcpward_sqlite_transient(void) { return SQLITE_TRANSIENT; }
