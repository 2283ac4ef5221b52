package web

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"payhelp/bot"
)

type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	replies  *prometheus.CounterVec
	engine   prometheus.Histogram
	reloads  *prometheus.CounterVec
	streams  prometheus.Gauge
}

func newMetrics(r *prometheus.Registry) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "payhelp_http_requests_total", Help: "Requests by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "payhelp_http_request_seconds", Help: "Time to answer a request, by route.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 3, 10),
		}, []string{"route"}),
		replies: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "payhelp_replies_total", Help: "Replies by kind and language.",
		}, []string{"kind", "lang"}),
		engine: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "payhelp_engine_seconds", Help: "Time of search and decision for one question.",
			Buckets: prometheus.ExponentialBuckets(0.00005, 2, 12),
		}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "payhelp_knowledge_reloads_total", Help: "Edits of the knowledge base that were taken or refused.",
		}, []string{"result"}),
	}
	m.streams = prometheus.NewGauge(prometheus.GaugeOpts{Name: "payhelp_streams", Help: "Event streams that are open."})
	r.MustRegister(m.requests, m.seconds, m.replies, m.engine, m.reloads, m.streams,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) answered(r *bot.Reply) {
	m.replies.WithLabelValues(string(r.Kind), r.AnswerLang).Inc()
	if r.Micros > 0 { // else an article was tapped, and the engine not asked
		m.engine.Observe(float64(r.Micros) / 1e6)
	}
}

// KnowledgeReloaded counts an edit of the knowledge base that was taken, or
// refused for err.
func (s *Server) KnowledgeReloaded(err error) {
	result := "taken"
	if err != nil {
		result = "refused"
	}
	s.metrics.reloads.WithLabelValues(result).Inc()
}
