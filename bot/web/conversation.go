package web

import (
	"net/http"
	"strconv"
	"strings"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/index"
)

// A conversationHandler answers a request for the Conversation that its token
// opens.
type conversationHandler func(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error

// routeConversations registers the visitor's calls.
func (s *Server) routeConversations(mux *http.ServeMux) {
	const one = "/api/v1/conversations/{id}"
	s.route(mux, "POST /api/v1/conversations", s.limited(s.startConversation))
	s.route(mux, "GET "+one, s.authorized(s.conversationState))
	s.route(mux, "DELETE "+one, s.authorized(s.eraseConversation))
	s.route(mux, "POST "+one+"/messages", s.limited(s.authorized(s.postMessage)))
	s.route(mux, "GET "+one+"/messages", s.authorized(s.history))
	s.route(mux, "GET "+one+"/messages/{seq}/picture", s.authorized(s.visitorPicture))
	s.routeStream(mux, "GET "+one+"/events", s.authorized(s.conversationEvents))
	s.route(mux, "POST "+one+"/escalations", s.limited(s.authorized(s.escalate)))
	s.route(mux, "POST "+one+"/feedback", s.limited(s.authorized(s.feedback)))
	s.route(mux, "POST "+one+"/satisfaction", s.limited(s.authorized(s.rate)))
	s.route(mux, "POST "+one+"/read", s.limited(s.authorized(s.markRead)))
	s.route(mux, "POST "+one+"/typing", s.limited(s.authorized(s.visitorTyping)))
	s.route(mux, "POST "+one+"/return-codes", s.limited(s.authorized(s.newReturnCode)))
	s.route(mux, "POST /api/v1/returns", s.limited(s.reopen))
	s.route(mux, "GET /api/v1/desk-hours", s.deskHours)
}

// limited refuses an address that asks too often.
func (s *Server) limited(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.limits.allow(r); err != nil {
			return err
		}
		return h(w, r)
	}
}

// authorized finds the Conversation of a request by its Bearer token.
func (s *Server) authorized(h conversationHandler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		token := bearer(r)
		if token == "" {
			w.Header().Set("WWW-Authenticate", `Bearer realm="payhelp"`)
			return &problemError{http.StatusUnauthorized, "no-token", "send the token of the conversation, as Authorization: Bearer TOKEN"}
		}
		c, err := s.desk.Authorize(r.Context(), r.PathValue("id"), token)
		if err != nil {
			return err
		}
		return h(w, r, &c)
	}
}

// bearer returns the token of a request's Authorization header; "" where there
// is none.
func bearer(r *http.Request) string {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func (s *Server) startConversation(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Lang     string `json:"lang"`
		Place    string `json:"place"`
		Channel  string `json:"channel"`
		TimeZone string `json:"time_zone"`
	}
	if err := readOptionalJSON(r, &in); err != nil {
		return err
	}
	if in.Lang == "" {
		if browser := browserLanguages(r); len(browser) > 0 {
			in.Lang = browser[0]
		}
	}
	c, token, err := s.desk.Start(r.Context(), desk.Visit{Lang: in.Lang, Place: in.Place, Channel: in.Channel, TimeZone: in.TimeZone})
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/conversations/"+c.ID)
	return writeJSON(w, http.StatusCreated, map[string]string{"id": c.ID, "token": token})
}

func (s *Server) conversationState(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	state, err := s.desk.State(r.Context(), c.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, state)
}

func (s *Server) eraseConversation(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	if err := s.desk.Erase(r.Context(), c); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// posted is the answer to a message.
type posted struct {
	Message  desk.Message   `json:"message"`
	Reply    *bot.Reply     `json:"reply"`
	Replies  []desk.Message `json:"replies"`
	Handover *desk.Handover `json:"handover,omitempty"`
}

func (s *Server) postMessage(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	var in struct {
		Text     string       `json:"text"`
		Article  string       `json:"article"`
		ClientID string       `json:"client_id"`
		Location *index.Point `json:"location"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if err := checkLocation(in.Location); err != nil {
		return err
	}
	p, err := s.desk.Post(r.Context(), c.ID, desk.Posting{
		Text: in.Text, Article: in.Article, ClientID: in.ClientID, Browser: browserLanguages(r), Location: in.Location,
	})
	if err != nil {
		return err
	}
	if p.Reply != nil {
		s.metrics.answered(p.Reply)
	}
	return writeJSON(w, http.StatusCreated, posted(p))
}

func checkLocation(p *index.Point) error {
	if p != nil && !p.Valid() {
		return badRequest("location", "location is not a latitude and longitude in degrees")
	}
	return nil
}

// mostHistory is how many messages one answer has.
const mostHistory = 500

func (s *Server) history(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	after, err := numberParam(r, "after", 0, 0, 1<<53)
	if err != nil {
		return err
	}
	limit, err := numberParam(r, "limit", mostHistory, 1, mostHistory)
	if err != nil {
		return err
	}
	messages, err := s.desk.History(r.Context(), c.ID, after, int(limit)+1)
	if err != nil {
		return err
	}
	more := len(messages) > int(limit)
	if more {
		messages = messages[:limit]
	}
	if err := s.desk.Delivered(r.Context(), c, messages); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"messages": messages, "more": more})
}

// numberParam returns a whole number of the query, def where it is absent.
func numberParam(r *http.Request, name string, def, least, most int64) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, badRequest(name, "%s is a number from %d to %d", name, least, most)
	}
	return n, nil
}
