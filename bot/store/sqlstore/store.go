package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"payhelp/bot/desk"
)

// A Queryer runs statements: a database or a transaction.
type Queryer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A Database is what differs between the databases.
type Database struct {
	Read Queryer // for queries outside a transaction

	// Write runs fn in a transaction that is durable when Write returns nil,
	// and without effect when it returns an error. fn may run more than once.
	Write func(ctx context.Context, fn func(context.Context, Queryer) error) error

	// Scrub removes what deleted rows have left behind in files, as far as
	// the database can be told to.
	Scrub func(context.Context) error

	Close func() error
}

// A Store keeps everything. It is safe for concurrent use.
type Store struct {
	db Database
}

// New returns the Store in a migrated database.
func New(db Database) *Store { return &Store{db} }

// Close releases the database.
func (s *Store) Close() error { return s.db.Close() }

// Ping returns an error where the database cannot be read.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.db.Read.QueryRowContext(ctx, `SELECT 1`).Scan(&one); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}

// write runs fn in a transaction; what says in an error what it was for.
func (s *Store) write(ctx context.Context, what string, fn func(context.Context, Queryer) error) error {
	if err := s.db.Write(ctx, fn); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// exec runs one statement and returns how many rows it changed.
func exec(ctx context.Context, q Queryer, query string, args ...any) (int64, error) {
	result, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// mustChange runs a statement that has to change a row; missing is the error
// where it changes none.
func mustChange(ctx context.Context, q Queryer, missing error, query string, args ...any) error {
	n, err := exec(ctx, q, query, args...)
	if err == nil && n == 0 {
		return missing
	}
	return err
}

// one scans a row; no row is [desk.ErrNotFound].
func one(row *sql.Row, into ...any) error {
	err := row.Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return desk.ErrNotFound
	}
	return err
}

// each calls scan for every row of a query.
func each(ctx context.Context, q Queryer, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// millis is how times are stored: milliseconds since 1970 UTC; 0 for no time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// asJSON returns v for a column that holds JSON.
func asJSON(v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(data), nil
}

func fromJSON(data []byte, into any) error {
	if len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("decode %T: %w", into, err)
	}
	return nil
}
