package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"payhelp/bot/desk"
	"payhelp/bot/event"
	"payhelp/bot/store/postgres"
	"payhelp/bot/store/sqlite"
	"payhelp/bot/store/sqlstore"
	"payhelp/index"
	"payhelp/knowledge"
)

// storeFlags are the flags of every command that opens the store.
type storeFlags struct {
	data     string
	database string
}

func (f *storeFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.data, "data", "./data", "directory for everything that is kept")
	cmd.Flags().StringVar(&f.database, "database", "", "postgres://… for many replicas (default: SQLite in the data directory)")
	_ = cmd.MarkFlagDirname("data")
}

// databaseFile is the SQLite file in the data directory.
const databaseFile = "payhelp.db"

// open opens the store, which is made and migrated where needed.
func (f *storeFlags) open(ctx context.Context) (*sqlstore.Store, error) {
	switch {
	case strings.HasPrefix(f.database, "postgres://"), strings.HasPrefix(f.database, "postgresql://"):
		return postgres.Open(ctx, f.database)
	case f.database != "":
		return nil, usageError{errors.New("--database is a postgres:// URL; leave it out for SQLite in the data directory")}
	}
	if err := os.MkdirAll(f.data, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	return sqlite.Open(ctx, filepath.Join(f.data, databaseFile))
}

// openEvents returns the bus of the servers at urls, or of one in the process.
func openEvents(log *slog.Logger, urls string) (*event.Bus, error) {
	if urls == "" {
		return event.Embedded(log)
	}
	return event.Connect(log, urls)
}

// deskFlags configure the help desk.
type deskFlags struct {
	hours     string
	wait      time.Duration
	urgent    time.Duration
	retention time.Duration
}

func (f *deskFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.hours, "desk-hours", desk.DefaultHours, "when the help desk answers, in China time, in the opening_hours syntax of OpenStreetMap")
	cmd.Flags().DurationVar(&f.wait, "goal", 5*time.Minute, "how long a visitor should wait for a person at most")
	cmd.Flags().DurationVar(&f.urgent, "urgent-goal", time.Minute, "the same where money or documents are being lost")
	cmd.Flags().DurationVar(&f.retention, "retention", desk.DefaultRetention, "erase a conversation when nothing was written in it for so long")
}

// desk returns the help desk on its parts.
func (f *deskFlags) desk(store *sqlstore.Store, live *index.Live, bus *event.Bus, log *slog.Logger) (*desk.Service, error) {
	hours, err := desk.ParseHours(f.hours)
	if err != nil {
		return nil, usageError{fmt.Errorf("--desk-hours: %w", err)}
	}
	if f.retention < time.Hour {
		return nil, usageError{errors.New("--retention is at least an hour")}
	}
	return desk.New(desk.Config{
		Store: store, Index: live, Waker: bus, Log: log, Now: time.Now, Random: rand.Reader,
		Hours: hours, Goals: desk.Goals{Wait: f.wait, UrgentWait: f.urgent}, Retention: f.retention,
	}), nil
}

// sweepEvery is how often the conversations whose time is over are erased.
const sweepEvery = time.Hour

// sweep erases what is over until ctx ends.
func sweep(ctx context.Context, d *desk.Service, log *slog.Logger) error {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		n, err := d.Sweep(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			log.ErrorContext(ctx, "sweep of old conversations broke off; it is tried again", "error", err)
		case n > 0:
			log.InfoContext(ctx, "old conversations erased", "conversations", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// recordFacts notes what the ledger says now, so that a later change is known.
func recordFacts(ctx context.Context, d *desk.Service, base *knowledge.Base, log *slog.Logger) {
	if err := d.KnowledgeChanged(ctx, base); err != nil {
		log.ErrorContext(ctx, "facts of the knowledge base not recorded", "error", err)
	}
}
