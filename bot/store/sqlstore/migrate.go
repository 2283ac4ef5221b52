package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Migrate brings a database to the latest of the numbered files
// NNNN_name.sql in files, each in one transaction. It refuses a database that
// a newer program has migrated. lock, run first in each transaction, keeps
// other processes out; "" where the transaction does.
func Migrate(ctx context.Context, db *sql.DB, files fs.FS, lock string) error {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	if err := createVersions(ctx, db, lock); err != nil {
		return err
	}
	for i, name := range names { // fs.Glob sorts
		number, err := strconv.Atoi(strings.SplitN(path.Base(name), "_", 2)[0])
		if err != nil || number != i+1 {
			return fmt.Errorf("migration %s does not have number %d", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read migration: %w", err)
		}
		if err := apply(ctx, db, number, string(text), lock); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
	}
	var version int
	if err := db.QueryRowContext(ctx, `SELECT max(version) FROM schema_migrations`).Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if version > len(names) {
		return fmt.Errorf("the database has schema %d and this program knows %d: it was used by a newer version", version, len(names))
	}
	return nil
}

func createVersions(ctx context.Context, db *sql.DB, lock string) error {
	return inTx(ctx, db, lock, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY)`)
		return err
	})
}

func apply(ctx context.Context, db *sql.DB, number int, text, lock string) error {
	return inTx(ctx, db, lock, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM schema_migrations WHERE version = $1`, number).Scan(&n); err != nil || n > 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO schema_migrations (version) VALUES ($1)`, number)
		return err
	})
}

func inTx(ctx context.Context, db *sql.DB, lock string, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if lock != "" {
		if _, err := tx.ExecContext(ctx, lock); err != nil {
			return err
		}
	}
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}
