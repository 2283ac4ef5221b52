// Package sqlite opens the store in a SQLite file, by a driver in Go alone. It
// is for one process that serves; others, such as `payhelp staff`, may write
// beside it. A transaction is on the disk before it is acknowledged, what is
// deleted is overwritten, and transactions that wait for the disk together are
// committed together.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"runtime"

	_ "modernc.org/sqlite" // the driver

	"payhelp/bot/store/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the database file at path, which is made where there is none, and
// migrates it.
func Open(ctx context.Context, path string) (*sqlstore.Store, error) {
	write, err := sql.Open("sqlite", dsn(path, "immediate"))
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	write.SetMaxOpenConns(1) // SQLite has one writer
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	if err := sqlstore.Migrate(ctx, write, files, ""); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate database %s: %w", path, err), write.Close())
	}
	read, err := sql.Open("sqlite", dsn(path, "deferred")+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), write.Close())
	}
	read.SetMaxOpenConns(2 * runtime.GOMAXPROCS(0))
	read.SetMaxIdleConns(2 * runtime.GOMAXPROCS(0))
	w := newWriter(write) //nolint:contextcheck // it outlives the opening, and its transactions are no caller's
	checkpoints, err := sql.Open("sqlite", dsn(path, "deferred"))
	if err != nil {
		w.stop()
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), read.Close(), write.Close())
	}
	checkpoints.SetMaxOpenConns(1)
	ended := make(chan struct{})
	go func() { //nolint:contextcheck // it outlives the opening
		defer close(ended)
		w.checkpoint(checkpoints)
	}()
	return sqlstore.New(sqlstore.Database{
		Read:  read,
		Write: w.write,
		Scrub: w.scrub,
		Close: func() error {
			w.stop()
			<-ended
			return errors.Join(checkpoints.Close(), read.Close(), write.Close())
		},
	}), nil
}

// dsn names the file with its settings. synchronous(FULL) is what makes a
// commit survive the loss of power, secure_delete what makes erasing real.
func dsn(path, lock string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return u.String() + "?_txlock=" + lock + "&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=wal_autocheckpoint(20000)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=cache_size(-16000)"
}
