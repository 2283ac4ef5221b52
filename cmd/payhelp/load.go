package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/time/rate"
)

type loadFlags struct {
	url      string
	what     string
	rate     float64
	count    int
	duration time.Duration
	workers  int
	question string
	anywhere bool
	json     bool
}

func newLoad() *cobra.Command {
	var f loadFlags
	cmd := &cobra.Command{
		Use:   "load",
		Short: "Post messages or ask questions at a rate, and print how long they took",
		Long: `Post messages or ask questions at a rate, and print how long they took. Latency
counts from when a request was due, so that one that waits for others counts in
full. It ends by itself, after --count requests or --duration, whichever is first,
and sends to this machine alone unless --anywhere is given.`,
		Example: `  payhelp load --rate 200 --duration 30s
  payhelp load --what ask --rate 500 --count 10000 --json`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(cmd.Context()); err != nil {
				return usageError{err}
			}
			report, err := load(cmd.Context(), &f)
			if err != nil {
				return err
			}
			return report.print(cmd.OutOrStdout(), f.json)
		},
	}
	cmd.Flags().StringVar(&f.url, "url", "http://127.0.0.1:8080", "the service")
	cmd.Flags().StringVar(&f.what, "what", "post", "post: messages into conversations; ask: questions without one")
	cmd.Flags().Float64Var(&f.rate, "rate", 200, "requests a second")
	cmd.Flags().IntVar(&f.count, "count", 10_000, "requests at most, up to 1,000,000")
	cmd.Flags().DurationVar(&f.duration, "duration", 30*time.Second, "time at most, up to an hour")
	cmd.Flags().IntVar(&f.workers, "workers", 64, "requests at the same time, and conversations, at most, up to 1,000")
	cmd.Flags().StringVar(&f.question, "question", "", "the text of every message (default: a few questions in turn)")
	cmd.Flags().BoolVar(&f.anywhere, "anywhere", false, "allow a service that is not on this machine: yours, whose operator knows")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON document")
	return cmd
}

// Bounds of a load.
const (
	mostRequests = 1_000_000
	mostTime     = time.Hour
	mostWorkers  = 1000
)

func (f *loadFlags) check(ctx context.Context) error {
	u, err := url.Parse(f.url)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("--url %q is not an http or https URL", f.url)
	case f.what != "post" && f.what != "ask":
		return fmt.Errorf("--what is post or ask, not %q", f.what)
	case f.rate <= 0 || f.count < 1 || f.count > mostRequests || f.duration <= 0 || f.duration > mostTime || f.workers < 1 || f.workers > mostWorkers:
		return fmt.Errorf("--rate is above 0, --count 1 to %d, --duration up to %v, --workers 1 to %d", mostRequests, mostTime, mostWorkers)
	case f.anywhere:
		return nil
	}
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		return fmt.Errorf("--url: %w", err)
	}
	for _, a := range addresses {
		if !a.IsLoopback() {
			return fmt.Errorf("%s is not this machine; a load is sent elsewhere with --anywhere alone", u.Hostname())
		}
	}
	return nil
}

// loadQuestions are asked in turn: most have an answer, none calls a person.
var loadQuestions = []string{
	"What is the ATM limit?", "ATMの手数料はいくらですか", "How do I link my Visa card to Alipay?", "Где поменять деньги?",
	"알리페이 카드 등록이 안 돼요", "Nehmen Taxis Bargeld?", "Puis-je payer avec Apple Pay ?", "how do I get a tax refund",
}

// A loadReport is what a load showed. Times are milliseconds.
type loadReport struct {
	What     string         `json:"what"`
	Requests int            `json:"requests"`
	Failed   int            `json:"failed"`
	Errors   map[string]int `json:"errors,omitempty"`
	Seconds  float64        `json:"seconds"`
	Rate     float64        `json:"rate"` // requests a second, as it was
	P50      float64        `json:"p50_ms"`
	P90      float64        `json:"p90_ms"`
	P99      float64        `json:"p99_ms"`
	Max      float64        `json:"max_ms"`
}

func (r *loadReport) print(out io.Writer, asJSON bool) error {
	if asJSON {
		if err := json.NewEncoder(out).Encode(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(out, "%s: %d requests in %.1f s, %.1f a second\n", r.What, r.Requests, r.Seconds, r.Rate)
		fmt.Fprintf(out, "p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms\n", r.P50, r.P90, r.P99, r.Max)
	}
	if r.Failed > 0 {
		return fmt.Errorf("%d of %d requests failed: %v", r.Failed, r.Requests, r.Errors)
	}
	return nil
}

// A loader sends requests.
type loader struct {
	flags  *loadFlags
	client *http.Client
	mu     sync.Mutex
	took   []time.Duration
	errors map[string]int
}

// load sends requests at the rate until the count or the time is over.
func load(ctx context.Context, f *loadFlags) (*loadReport, error) {
	l := &loader{flags: f, errors: map[string]int{}, client: &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConns: f.workers, MaxIdleConnsPerHost: f.workers, MaxConnsPerHost: f.workers},
	}}
	defer l.client.CloseIdleConnections()
	send, err := l.sender(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, f.duration)
	defer cancel()
	type request struct {
		n   int
		due time.Time
	}
	queue := make(chan request, f.count)
	var wg sync.WaitGroup
	for w := range f.workers {
		wg.Go(func() {
			for r := range queue {
				err := send(context.WithoutCancel(ctx), w, r.n)
				l.note(time.Since(r.due), err)
			}
		})
	}
	start := time.Now()
	pace := rate.NewLimiter(rate.Limit(f.rate), 1)
	for n := range f.count {
		if pace.Wait(ctx) != nil {
			break // the time is over
		}
		queue <- request{n, time.Now()}
	}
	close(queue)
	wg.Wait()
	return l.report(time.Since(start)), nil
}

func (l *loader) note(took time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, took)
	if err != nil {
		l.errors[err.Error()]++
	}
}

func (l *loader) report(elapsed time.Duration) *loadReport {
	slices.Sort(l.took)
	r := &loadReport{What: l.flags.what, Requests: len(l.took), Errors: l.errors, Seconds: elapsed.Seconds()}
	for _, n := range l.errors {
		r.Failed += n
	}
	if len(l.took) == 0 {
		return r
	}
	r.Rate = float64(len(l.took)) / elapsed.Seconds()
	at := func(share float64) float64 {
		i := min(len(l.took)-1, int(share*float64(len(l.took))))
		return float64(l.took[i].Microseconds()) / 1000
	}
	r.P50, r.P90, r.P99, r.Max = at(0.5), at(0.9), at(0.99), at(1)
	return r
}

func (l *loader) text(n int) string {
	if l.flags.question != "" {
		return l.flags.question
	}
	return loadQuestions[n%len(loadQuestions)]
}

// A sendFunc sends request n as worker w.
type sendFunc func(ctx context.Context, w, n int) error

// messagesEach is how many messages one conversation of a load gets, as many
// as a long one of a visitor.
const messagesEach = 20

// sender returns what sends the requests. For posting, each worker has its own
// conversation, and a new one now and then.
func (l *loader) sender(ctx context.Context) (sendFunc, error) {
	if l.flags.what == "ask" {
		return func(ctx context.Context, _, n int) error {
			return l.call(ctx, "/api/v1/ask", "", map[string]string{"text": l.text(n)}, nil)
		}, nil
	}
	type conversation struct{ ID, Token string }
	open := make([]conversation, l.flags.workers)
	sent := make([]int, l.flags.workers)
	start := func(ctx context.Context, w int) error {
		return l.call(ctx, "/api/v1/conversations", "", map[string]string{}, &open[w])
	}
	for w := range open {
		if err := start(ctx, w); err != nil {
			return nil, fmt.Errorf("start conversation: %w", err)
		}
	}
	return func(ctx context.Context, w, n int) error {
		if sent[w]++; sent[w]%messagesEach == 0 {
			if err := start(ctx, w); err != nil {
				return err
			}
		}
		return l.call(ctx, "/api/v1/conversations/"+open[w].ID+"/messages", open[w].Token,
			map[string]string{"text": l.text(n), "client_id": fmt.Sprint(n)}, nil)
	}, nil
}

func (l *loader) call(ctx context.Context, path, token string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.flags.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := l.client.Do(r)
	if err != nil {
		return errors.New("no answer")
	}
	defer resp.Body.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return errors.New("answer broken off")
	}
	if resp.StatusCode >= 300 {
		return errors.New(resp.Status)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}
