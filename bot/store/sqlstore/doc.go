// Package sqlstore keeps conversations, cases, staff accounts and reports in a
// SQL database. The queries are the same for SQLite and PostgreSQL; what is not
// (how a transaction is run, which rows it locks, the types of columns) comes
// from the packages sqlite and postgres, which open a Store. It knows the types
// of package desk and nothing above.
package sqlstore
