package web

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/bot/event"
	"payhelp/index"
)

// Limits of requests.
const (
	maxBody       = 64 << 10         // bytes
	readTimeout   = 10 * time.Second // of a whole request
	writeTimeout  = 30 * time.Second // of a whole response
	idleTimeout   = 2 * time.Minute
	headerTimeout = 5 * time.Second
	maxHeader     = 16 << 10 // bytes
)

// A Server answers HTTP requests.
type Server struct {
	live    *index.Live
	log     *slog.Logger
	now     func() time.Time
	metrics *metrics
	limits  *limiter
	pages   *pages
	handler http.Handler
	desk    *desk.Service
	events  *event.Bus
	staff   *staff.Service
	signOn  *staff.SignOn // nil where not configured

	holidays   *desk.Calendar
	messengers func() []desk.MessengerHealth // nil where there is none

	packs      packs
	frameHosts []string // sites that may frame the widget's page

	crossOrigin *http.CrossOriginProtection

	patterns       []string      // of the routes, for the tests
	closing        chan struct{} // closed when streams have to end
	close          sync.Once
	pollEvery      time.Duration
	heartbeatEvery time.Duration
}

// Config is what a Server is made of.
type Config struct {
	Index  *index.Live
	Desk   *desk.Service // nil to answer questions alone
	Events *event.Bus    // wakes streams; required with Desk
	Staff  *staff.Service
	SignOn *staff.SignOn // single sign-on of staff; nil where not configured
	// FrameHosts are the origins of the sites that may show the widget, such as
	// "https://hotel.example"; "*" is all. Our own pages may in any case.
	FrameHosts []string
	// Mounts are served beside our own paths, by pattern: what a messenger calls.
	Mounts map[string]http.Handler
	// Messengers tells whether the adapters work; nil where there is none.
	Messengers func() []desk.MessengerHealth
	Log        *slog.Logger
	Now        func() time.Time
}

// New returns a Server.
func New(c Config) (*Server, error) {
	registry := prometheus.NewRegistry()
	s := &Server{
		live: c.Index, log: c.Log, now: c.Now, metrics: newMetrics(registry), limits: newLimiter(c.Now), desk: c.Desk, events: c.Events,
		staff: c.Staff, signOn: c.SignOn, holidays: desk.Holidays(), crossOrigin: http.NewCrossOriginProtection(),
		messengers: c.Messengers, frameHosts: c.FrameHosts, closing: make(chan struct{}), pollEvery: pollEvery, heartbeatEvery: heartbeatEvery,
	}
	if s.desk != nil {
		s.holidays = s.desk.Holidays
	}
	var err error
	if s.pages, err = newPages(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	s.route(mux, "GET /healthz", s.healthz)
	s.route(mux, "GET /readyz", s.readyz)
	s.route(mux, "POST /api/v1/ask", s.ask)
	s.route(mux, "GET /api/v1/articles", s.articles)
	s.route(mux, "GET /api/v1/articles/{id}", s.article)
	s.route(mux, "GET /api/v1/places", s.places)
	s.route(mux, "GET /api/v1/topics", s.topics)
	if s.desk != nil {
		s.routeConversations(mux)
		s.routeStaff(mux)
		s.routeCases(mux)
		s.routeReports(mux)
		s.routeNumbers(mux)
		s.routeLinks(mux)
	}
	for pattern, h := range c.Mounts {
		mux.Handle(pattern, h)
	}
	s.route(mux, "GET /api/openapi.json", s.openAPI)
	s.routePages(mux)
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	s.route(mux, "/", s.page(s.notFound))
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	if err != nil {
		return nil, err
	}
	s.handler = s.recovered(secured(compress(mux)))
	return s, nil
}

// routePages routes what a browser shows.
func (s *Server) routePages(mux *http.ServeMux) {
	for _, path := range []string{"/{$}", "/p/{place}", "/c/{code}", "/c/{$}"} {
		s.route(mux, "GET "+path, s.page(s.home))
	}
	s.route(mux, "POST /{$}", s.page(s.home))
	s.route(mux, "POST /p/{place}", s.page(s.home))
	s.route(mux, "GET /desk", s.page(s.console))
	s.route(mux, "GET /words/{lang}", s.words)
	s.route(mux, "GET /static/{file...}", s.static)
	s.route(mux, "GET /widget.js", s.widget)
	s.route(mux, "GET /frontdesk", s.page(s.frontDesk))
	s.route(mux, "GET /qr.svg", s.qrCode)
	s.route(mux, "GET /poster", s.page(s.poster))
	s.route(mux, "GET /pack/{file}", s.pack)
	s.route(mux, "GET /sw.js", s.worker)
	s.route(mux, "GET /manifest.webmanifest", s.manifest)
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// HTTPServer returns a server for addr with the timeouts and limits of a
// service that strangers reach. Its requests end when ctx does.
func (s *Server) HTTPServer(addr string) *http.Server {
	server := &http.Server{
		Addr: addr, Handler: s, ReadTimeout: readTimeout, ReadHeaderTimeout: headerTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(s.EndStreams)
	return server
}

// EndStreams ends the event streams, which would go on for as long as somebody
// listens. Their readers come back, to this or another replica, and miss
// nothing.
func (s *Server) EndStreams() { s.close.Do(func() { close(s.closing) }) }

// handler is an HTTP handler whose error becomes a problem document.
type handler func(http.ResponseWriter, *http.Request) error

func (s *Server) route(mux *http.ServeMux, pattern string, h handler) {
	s.patterns = append(s.patterns, pattern)
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if err := h(recorder, r); err != nil {
			s.fail(recorder, r, err)
		}
		s.metrics.observe(pattern, recorder.status, time.Since(start))
	})
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets [http.ResponseController] reach the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// recovered turns a panic into a 500 that is logged, so that one request
// cannot end the others.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { //nolint:contextcheck // the request carries it
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint,err113 // the documented sentinel, compared as net/http does
				panic(v)
			}
			s.log.ErrorContext(r.Context(), "request panicked", "path", r.URL.Path, "panic", v)
			s.fail(w, r, errInternal)
		}()
		next.ServeHTTP(w, r)
	})
}

// secured sets the headers that keep a page to itself. A page that needs less
// sets its own before it writes.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy("'none'"))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "geolocation=(self), camera=(), microphone=(), payment=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// use returns the index in use.
func (s *Server) use(context.Context) (*index.Index, func()) { return s.live.Use() }
