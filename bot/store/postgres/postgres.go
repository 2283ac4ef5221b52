// Package postgres opens the store in a PostgreSQL database, for many replicas.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"payhelp/bot/store/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock keeps replicas that start together from migrating together.
// The number is any; only migrations of payhelp use it.
const migrationLock = `SELECT pg_advisory_xact_lock(7294670515)`

// Limits of the pool of connections.
const (
	mostConnections = 20
	idleConnections = 10
	connectionLife  = 30 * time.Minute // so that a moved database is found again
)

// Open connects to the database at url (postgres://…) and migrates it.
func Open(ctx context.Context, url string) (*sqlstore.Store, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db.SetMaxOpenConns(mostConnections)
	db.SetMaxIdleConns(idleConnections)
	db.SetConnMaxLifetime(connectionLife)
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := sqlstore.Migrate(ctx, db, files, migrationLock); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate database: %w", err), db.Close())
	}
	return sqlstore.New(sqlstore.Database{
		Read: db,
		Write: func(ctx context.Context, fn func(context.Context, sqlstore.Queryer) error) error {
			return write(ctx, db, fn)
		},
		Scrub: func(context.Context) error { return nil }, // autovacuum reclaims what was deleted
		Close: db.Close,
	}), nil
}

// tries is how often a transaction is run that the database breaks off.
const tries = 5

func write(ctx context.Context, db *sql.DB, fn func(context.Context, sqlstore.Queryer) error) error {
	var err error
	for range tries {
		if err = once(ctx, db, fn); !brokenOff(err) {
			return err
		}
	}
	return err
}

func once(ctx context.Context, db *sql.DB, fn func(context.Context, sqlstore.Queryer) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := fn(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// brokenOff reports whether the database gave a transaction up for the sake of
// another, so that running it again is right.
func brokenOff(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01") // serialization failure, deadlock
}
