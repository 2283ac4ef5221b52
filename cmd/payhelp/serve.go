package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"payhelp/bot/desk/staff"
	"payhelp/bot/web"
	"payhelp/index"
	"payhelp/knowledge"
)

type serveFlags struct {
	storeFlags
	deskFlags
	slackFlags
	addr  string
	kb    string
	nats  string
	embed []string
}

func newServe() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the service: chat, help desk, API, health and metrics",
		Long: `Run the service. No flag is needed: data goes to ./data, with a SQLite database,
and events stay in the process. For many replicas give all of them the same
PostgreSQL database and NATS servers. With --kb the directory
is watched: an edit is answered from within seconds, a broken edit is refused
with its error in the log and the old content stays.`,
		Example: `  payhelp serve
  payhelp serve --addr :8080 --data /var/lib/payhelp --kb /etc/payhelp/knowledge
  payhelp serve --database postgres://payhelp@db/payhelp --nats nats://n1:4222,nats://n2:4222`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), f)
		},
	}
	cmd.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on")
	f.storeFlags.add(cmd)
	f.deskFlags.add(cmd)
	f.slackFlags.add(cmd)
	cmd.Flags().StringVar(&f.nats, "nats", "", "nats://… of the servers that connect replicas, comma-separated (default: one in the process, without an open port)")
	cmd.Flags().StringVar(&f.kb, "kb", "", "directory of a knowledge base (default: the one built into the program)")
	cmd.Flags().StringSliceVar(&f.embed, "embed", nil, "origins of sites that may show the widget, such as https://hotel.example; * for all")
	_ = cmd.MarkFlagDirname("kb")
	return cmd
}

// gcPercent is how far the heap may grow beyond what lives, in per cent: the
// models are most of it, and they are not garbage.
const gcPercent = 40

// shutdownTimeout is how long requests may take to end when the service stops.
const shutdownTimeout = 20 * time.Second

func serve(ctx context.Context, out, errOut io.Writer, f serveFlags) error {
	log := slog.New(slog.NewTextHandler(errOut, nil))
	adapter, slackConfig, err := f.configured(os.Getenv, log)
	if err != nil {
		return err
	}
	// The address is taken first: a second service on it should fail before
	// it builds anything.
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", f.addr)
	if err != nil {
		return fmt.Errorf("listen: %w; choose another with --addr", err)
	}
	defer listener.Close() //nolint:errcheck // closed by the server too
	if err := os.MkdirAll(f.data, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	indexes := filepath.Join(f.data, "index")
	kb := kbFlags{dir: f.kb, cache: indexes}
	ix, err := kb.open(ctx)
	if err != nil {
		return err
	}
	// A build takes several times the memory that serving does: give it back,
	// and keep the heap close to what lives.
	debug.SetGCPercent(gcPercent)
	debug.FreeOSMemory()
	live := index.NewLive(ix)
	defer live.Close()
	store, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close() //nolint:errcheck // what was acknowledged is on the disk
	bus, err := openEvents(log, f.nats)
	if err != nil {
		return err
	}
	defer bus.Close()
	helpDesk, err := f.desk(store, live, bus, log)
	if err != nil {
		return err
	}
	recordFacts(ctx, helpDesk, ix.Base(), log)
	people := staff.New(store, time.Now, rand.Reader)
	signOn, err := f.signOn(ctx, people)
	if err != nil {
		return err
	}
	slack := newMessenger(adapter, slackConfig, helpDesk, people, store, bus)
	server, err := web.New(web.Config{
		Index: live, Desk: helpDesk, Events: bus, Staff: people, SignOn: signOn, FrameHosts: f.embed,
		Mounts: slack.mounts(), Messengers: slack.health, Log: log, Now: time.Now,
	})
	if err != nil {
		return err
	}

	group, ctx := errgroup.WithContext(ctx)
	if f.kb != "" {
		group.Go(func() error {
			return index.Watch(ctx, live, f.kb, indexes, func(base *knowledge.Base, err error) {
				server.KnowledgeReloaded(err)
				if err != nil {
					log.ErrorContext(ctx, "edit of the knowledge base refused; the old content stays", "error", err)
					return
				}
				recordFacts(ctx, helpDesk, base, log)
				log.InfoContext(ctx, "knowledge base taken", "articles", len(base.Articles), "hash", base.Hash[:12])
			})
		})
	}
	group.Go(func() error { return sweep(ctx, helpDesk, log) })
	group.Go(func() error { return slack.run(ctx) })
	httpServer := server.HTTPServer(f.addr)
	httpServer.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	group.Go(func() error {
		if err := httpServer.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		timeout, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		return httpServer.Shutdown(timeout)
	})
	fmt.Fprintf(out, "payhelp answers at http://%s/\n", listener.Addr())
	fmt.Fprintf(out, "  API            http://%s/api/openapi.json\n  help desk      http://%s/desk\n  health         http://%s/healthz\n  metrics        http://%s/metrics\n",
		listener.Addr(), listener.Addr(), listener.Addr(), listener.Addr())
	if err := invite(ctx, out, people, "http://"+listener.Addr().String()); err != nil {
		log.ErrorContext(ctx, "no link for the first staff account", "error", err)
	}
	return group.Wait()
}
