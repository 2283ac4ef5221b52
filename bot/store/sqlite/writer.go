package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"payhelp/bot/store/sqlstore"
)

// A writer runs transactions one after the other, as SQLite does, and commits
// those that wait at the same time together: the disk is waited for once. Each
// runs in a savepoint of its own, so that one that fails leaves the others
// alone. None is acknowledged before the commit.
type writer struct {
	db   *sql.DB
	jobs chan *job
	done chan struct{}

	committed atomic.Bool // since the last checkpoint

	mu      sync.RWMutex // held by senders, so that stop can close jobs
	stopped bool
}

type job struct {
	ctx    context.Context //nolint:containedctx // a job is one call that waits in a channel
	run    func(context.Context, sqlstore.Queryer) error
	scrub  bool // instead of run
	result chan error
}

// together is how many transactions share one commit at most.
const together = 64

var errStopped = errors.New("the database is closed")

func newWriter(db *sql.DB) *writer {
	w := &writer{db: db, jobs: make(chan *job, together), done: make(chan struct{})}
	go w.loop()
	return w
}

// stop ends the writer after what is under way.
func (w *writer) stop() {
	w.mu.Lock()
	if !w.stopped {
		w.stopped = true
		close(w.jobs)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *writer) write(ctx context.Context, run func(context.Context, sqlstore.Queryer) error) error {
	return w.send(&job{ctx: ctx, run: run})
}

// scrub moves what is in the write-ahead log to the file, whose free pages are
// overwritten, and empties the log.
func (w *writer) scrub(ctx context.Context) error {
	return w.send(&job{ctx: ctx, scrub: true})
}

func (w *writer) send(j *job) error {
	j.result = make(chan error, 1)
	w.mu.RLock()
	if w.stopped {
		w.mu.RUnlock()
		return errStopped
	}
	w.jobs <- j
	w.mu.RUnlock()
	// The result is waited for whatever becomes of the caller: only it tells
	// whether the transaction took place.
	return <-j.result
}

func (w *writer) loop() {
	defer close(w.done)
	for first := range w.jobs {
		batch := []*job{first}
	drain:
		for len(batch) < together {
			select {
			case next, ok := <-w.jobs:
				if !ok {
					break drain
				}
				batch = append(batch, next)
			default:
				break drain
			}
		}
		w.commit(batch)
	}
}

// commit runs the jobs of a batch in one transaction and tells each its result.
func (w *writer) commit(batch []*job) {
	results := make([]error, len(batch))
	err := w.transaction(batch, results)
	for i, j := range batch {
		switch {
		case j.scrub:
			// A reader may keep the log from being emptied now; the next time
			// that it is, what was erased goes with it.
			_, results[i] = w.db.ExecContext(context.WithoutCancel(j.ctx), `PRAGMA wal_checkpoint(TRUNCATE)`)
		case results[i] == nil:
			results[i] = err
		}
		j.result <- results[i]
	}
}

func (w *writer) transaction(batch []*job, results []error) error {
	// Not the context of any job: one that is cancelled must not interrupt
	// the transaction that others share.
	ctx := context.Background()
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()                     //nolint:errcheck // after a commit there is nothing to roll back
	if len(batch) == 1 && !batch[0].scrub { // alone it needs no savepoint
		if results[0] = batch[0].ctx.Err(); results[0] == nil {
			results[0] = batch[0].run(context.WithoutCancel(batch[0].ctx), tx)
		}
		if results[0] != nil {
			return nil
		}
		return w.end(tx)
	}
	for i, j := range batch {
		if j.scrub {
			continue
		}
		if results[i] = j.ctx.Err(); results[i] != nil {
			continue
		}
		if _, err := tx.ExecContext(ctx, `SAVEPOINT job`); err != nil {
			return fmt.Errorf("savepoint: %w", err)
		}
		end := `RELEASE job`
		if results[i] = j.run(context.WithoutCancel(j.ctx), tx); results[i] != nil {
			end = `ROLLBACK TO job; RELEASE job`
		}
		if _, err := tx.ExecContext(ctx, end); err != nil {
			return fmt.Errorf("end savepoint: %w", err)
		}
	}
	return w.end(tx)
}

func (w *writer) end(tx *sql.Tx) error {
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	w.committed.Store(true)
	return nil
}

// checkpointEvery is how often the write-ahead log is moved to the file.
const checkpointEvery = 500 * time.Millisecond

// checkpoint moves what was committed from the write-ahead log to the file, on
// a connection of its own and without holding writers up, until the writer is
// done. Otherwise the commit that fills the log would wait for all of it.
func (w *writer) checkpoint(db *sql.DB) {
	ticker := time.NewTicker(checkpointEvery)
	defer ticker.Stop()
	for {
		select {
		case <-w.done:
			return
		case <-ticker.C:
		}
		if w.committed.Swap(false) {
			// Where it cannot now, the next time does it; closing does at last.
			_, _ = db.ExecContext(context.Background(), `PRAGMA wal_checkpoint(PASSIVE)`)
		}
	}
}
