package main

import (
	"context"
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

	"payhelp/bot/web"
	"payhelp/index"
	"payhelp/knowledge"
)

type serveFlags struct {
	addr  string
	data  string
	kb    string
	embed []string
}

func newServe() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the service: chat, API, health and metrics",
		Long: `Run the service. No flag is needed: data goes to ./data. With --kb the directory
is watched: an edit is answered from within seconds, a broken edit is refused
with its error in the log and the old content stays.`,
		Example: `  payhelp serve
  payhelp serve --addr :8080 --data /var/lib/payhelp --kb /etc/payhelp/knowledge`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), f)
		},
	}
	cmd.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on")
	cmd.Flags().StringVar(&f.data, "data", "./data", "directory for everything that is kept")
	cmd.Flags().StringVar(&f.kb, "kb", "", "directory of a knowledge base (default: the one built into the program)")
	cmd.Flags().StringSliceVar(&f.embed, "embed", nil, "origins of sites that may show the widget, such as https://hotel.example; * for all")
	_ = cmd.MarkFlagDirname("data")
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
	server, err := web.New(live, log, time.Now, web.WithFrameHosts(f.embed...))
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
				log.InfoContext(ctx, "knowledge base taken", "articles", len(base.Articles), "hash", base.Hash[:12])
			})
		})
	}
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
	fmt.Fprintf(out, "  API            http://%s/api/openapi.json\n  health         http://%s/healthz\n  metrics        http://%s/metrics\n",
		listener.Addr(), listener.Addr(), listener.Addr())
	return group.Wait()
}
