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
	conn *prepared
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

func newWriter(conn *sql.Conn) *writer {
	w := &writer{conn: newPrepared(conn), jobs: make(chan *job, together), done: make(chan struct{})}
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
	w.conn.close()
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
			_, results[i] = w.conn.ExecContext(context.WithoutCancel(j.ctx), `PRAGMA wal_checkpoint(TRUNCATE)`)
		case results[i] == nil:
			results[i] = err
		}
		j.result <- results[i]
	}
}

func (w *writer) transaction(batch []*job, results []error) (err error) {
	// Not the context of any job: one that is cancelled must not interrupt
	// the transaction that others share.
	ctx := context.Background()
	if _, err := w.conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			// Where SQLite has rolled back by itself there is nothing to.
			_, _ = w.conn.ExecContext(ctx, `ROLLBACK`)
		}
	}()
	ran := 0
	for i, j := range batch {
		if j.scrub {
			continue
		}
		if results[i] = j.ctx.Err(); results[i] != nil {
			continue
		}
		if err := w.savepoint(ctx, j, &results[i]); err != nil {
			return err
		}
		if results[i] == nil {
			ran++
		}
	}
	if _, err := w.conn.ExecContext(ctx, `COMMIT`); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if ran > 0 {
		w.committed.Store(true)
	}
	return nil
}

// savepoint runs a job so that, where it fails, nothing of it is left.
func (w *writer) savepoint(ctx context.Context, j *job, result *error) error {
	if _, err := w.conn.ExecContext(ctx, `SAVEPOINT job`); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	if *result = j.run(context.WithoutCancel(j.ctx), w.conn); *result != nil { //nolint:contextcheck // the job's values, without its end
		if _, err := w.conn.ExecContext(ctx, `ROLLBACK TO job`); err != nil {
			return fmt.Errorf("roll back: %w", err)
		}
	}
	if _, err := w.conn.ExecContext(ctx, `RELEASE job`); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
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
