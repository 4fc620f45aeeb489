#ifndef CLIBPQ_H
#define CLIBPQ_H

#include <libpq-fe.h>

// Swift does not import macros that are characters.
static const int CLibpqFieldSeverity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int CLibpqFieldSQLState = PG_DIAG_SQLSTATE;
static const int CLibpqFieldMessage = PG_DIAG_MESSAGE_PRIMARY;
static const int CLibpqFieldTable = PG_DIAG_TABLE_NAME;
static const int CLibpqFieldColumn = PG_DIAG_COLUMN_NAME;
static const int CLibpqFieldConstraint = PG_DIAG_CONSTRAINT_NAME;
static const int CLibpqFieldSourceFunction = PG_DIAG_SOURCE_FUNCTION;

#endif
