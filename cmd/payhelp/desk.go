package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/bot/desk/translate"
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
	holidays  string // file; "" for the program's alone
	wait      time.Duration
	urgent    time.Duration
	retention time.Duration

	translate      string // kind=URL; "" for none
	translateModel string
	issuer         string // of single sign-on; "" for none
	clientID       string
	publicURL      string
}

// Secrets come from the environment: a command line is seen by all users of a
// machine.
const (
	envTranslateKey = "PAYHELP_TRANSLATE_KEY"
	envSignOnSecret = "PAYHELP_OIDC_SECRET" //nolint:gosec // the name of a variable
)

func (f *deskFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.hours, "desk-hours", desk.DefaultHours, "when the help desk answers, in China time, in the opening_hours syntax of OpenStreetMap")
	cmd.Flags().StringVar(&f.holidays, "holidays", "", "YAML file of public holidays that adds years to those in the program, in the format of bot/desk/holidays.yaml")
	cmd.Flags().DurationVar(&f.wait, "goal", 5*time.Minute, "how long a visitor should wait for a person at most")
	cmd.Flags().DurationVar(&f.urgent, "urgent-goal", time.Minute, "the same where money or documents are being lost")
	cmd.Flags().StringVar(&f.translate, "translate", "", "libretranslate=URL or openai=URL: a service that may translate free text; its key is $"+envTranslateKey)
	cmd.Flags().StringVar(&f.translateModel, "translate-model", "", "model of an openai translation service")
	cmd.Flags().StringVar(&f.issuer, "oidc-issuer", "", "URL of an OpenID Connect provider that signs staff on; the secret is $"+envSignOnSecret)
	cmd.Flags().StringVar(&f.clientID, "oidc-client", "", "client id at the provider")
	cmd.Flags().StringVar(&f.publicURL, "public-url", "", "https://… by which browsers reach the service; needed with --oidc-issuer")
	cmd.Flags().DurationVar(&f.retention, "retention", desk.DefaultRetention, "erase a conversation when nothing was written in it for so long")
}

// desk returns the help desk on its parts.
func (f *deskFlags) desk(store *sqlstore.Store, live *index.Live, bus *event.Bus, log *slog.Logger) (*desk.Service, error) {
	hours, err := desk.ParseHours(f.hours)
	if err != nil {
		return nil, usageError{fmt.Errorf("--desk-hours: %w", err)}
	}
	holidays := desk.Holidays()
	if f.holidays != "" {
		data, err := os.ReadFile(f.holidays)
		if err != nil {
			return nil, fmt.Errorf("--holidays: %w", err)
		}
		if holidays, err = desk.ReadHolidays(data); err != nil {
			return nil, usageError{fmt.Errorf("--holidays: %w", err)}
		}
	}
	if f.retention < time.Hour {
		return nil, usageError{errors.New("--retention is at least an hour")}
	}
	config := desk.Config{
		Store: store, Index: live, Waker: bus, Log: log, Now: time.Now, Random: rand.Reader,
		Hours: hours, Holidays: holidays, Goals: desk.Goals{Wait: f.wait, UrgentWait: f.urgent}, Retention: f.retention,
	}
	if f.translate != "" {
		kind, url, _ := strings.Cut(f.translate, "=")
		service, err := translate.New(translate.Config{Kind: kind, URL: url, Key: os.Getenv(envTranslateKey), Model: f.translateModel})
		if err != nil {
			return nil, usageError{fmt.Errorf("--translate: %w", err)}
		}
		config.Translator = service
	}
	return desk.New(config), nil
}

// signOn returns the single sign-on of staff; nil where none is configured.
func (f *deskFlags) signOn(ctx context.Context, people *staff.Service) (*staff.SignOn, error) {
	if f.issuer == "" {
		return nil, nil
	}
	if f.clientID == "" || f.publicURL == "" {
		return nil, usageError{errors.New("--oidc-issuer needs --oidc-client and --public-url")}
	}
	return staff.NewSignOn(ctx, people, staff.SignOnConfig{
		Issuer: f.issuer, ClientID: f.clientID, ClientSecret: os.Getenv(envSignOnSecret),
		RedirectURL: strings.TrimSuffix(f.publicURL, "/") + "/api/v1/desk/sign-on/callback",
	})
}

// invite says how to make the first account, where there is none.
func invite(ctx context.Context, out io.Writer, people *staff.Service, address string) error {
	secret, err := people.Invite(ctx)
	if err != nil || secret == "" {
		return err
	}
	fmt.Fprintf(out, "\nThere is no staff account yet. Make the first one, an administrator, within a day at\n"+
		"  %s/desk#setup=%s\nor with `payhelp staff add`.\n", address, secret)
	return nil
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
