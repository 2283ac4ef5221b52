package desk

import (
	"cmp"
	"context"
	"time"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// A Question is one message with what is known around it.
type Question struct {
	Memory    bot.Memory // of the conversation; zero without one
	Text      string
	Browser   []string     // languages that the visitor's browser prefers, best first
	ReplyLang string       // language to reply in, whatever that of Text; "" for that of Text
	Location  *index.Point // where the visitor is; nil where not known
	Explain   bool         // whether the reply says how it was found
	Holidays  *Calendar    // nil for that of the program
}

// nearestPlaces is how many places a reply names.
const nearestPlaces = 3

// Answer runs the engine on a question and composes the reply. It returns what
// to remember for the next question of the conversation. Reply.Micros is the
// time of search and decision.
func Answer(ctx context.Context, ix *index.Index, q Question, now time.Time) (bot.Memory, bot.Reply, error) {
	browser := q.Browser
	if q.ReplyLang != "" {
		browser = append([]string{q.ReplyLang}, browser...)
	}
	start := time.Now()
	found, err := ix.Search(ctx, q.Memory.Query(q.Text, browser))
	if err != nil {
		return q.Memory, bot.Reply{}, err
	}
	var parts []*index.Result
	for _, part := range bot.Parts(q.Text) {
		one, err := ix.Search(ctx, index.Query{Text: part, Expected: []string{found.Lang}, Rough: true})
		if err != nil {
			return q.Memory, bot.Reply{}, err
		}
		parts = append(parts, one)
	}
	next, outcome := bot.Decide(ix.Base(), q.Memory, q.Text, found, parts...)
	took := time.Since(start)
	if q.ReplyLang != "" {
		outcome.Answer = q.ReplyLang
	}
	reply := bot.Compose(ix.Base(), q.Text, outcome, knowledge.DateOf(now.In(ChinaTime)))
	reply.Micros = took.Microseconds()
	if q.Explain {
		reply.Explain = bot.Explain(found)
	}
	if err := q.Holidays.addPlaces(ctx, ix, &reply, q.Location, cityOf(ix.Base(), found), now); err != nil {
		return q.Memory, bot.Reply{}, err
	}
	return next, reply, nil
}

// AnswerAfter is Answer for a message that follows another one of the same
// visitor, or none where previous is nil.
func AnswerAfter(ctx context.Context, ix *index.Index, previous *string, text string, now time.Time) (bot.Reply, error) {
	var memory bot.Memory
	if previous != nil {
		var err error
		if memory, _, err = Answer(ctx, ix, Question{Text: *previous}, now); err != nil {
			return bot.Reply{}, err
		}
	}
	_, reply, err := Answer(ctx, ix, Question{Memory: memory, Text: text}, now)
	return reply, err
}

// addPlaces names the places that help with what the reply is about: those of
// the kinds that its article lists, or where a person can be found.
func (c *Calendar) addPlaces(ctx context.Context, ix *index.Index, r *bot.Reply, from *index.Point, city string, now time.Time) error {
	var kinds []string
	switch {
	case r.Kind == bot.Handoff:
		kinds = []string{"consultation", "bank-branch", "exchange"}
	case r.Kind == bot.Answer && r.Article != nil:
		if a := ix.Base().Article(*r.Article); a != nil {
			kinds = a.Places
		}
	}
	if len(kinds) == 0 || from == nil && city == "" {
		return nil // a place somewhere in the province helps nobody
	}
	near, err := ix.Nearest(ctx, index.PlaceQuery{Kinds: kinds, City: city, From: from, Limit: nearestPlaces})
	if err != nil {
		return err
	}
	for _, n := range near {
		if n.Place.Confidence == "unsure" {
			continue // listed for who asks for places, not sent to
		}
		r.Places = append(r.Places, c.AtPlace(n, r.AnswerLang, now))
	}
	return nil
}

// AtPlace describes a place in lang. The Calendar says what sort of day now is;
// nil is that of the program.
func (c *Calendar) AtPlace(n index.Near, lang string, now time.Time) bot.AtPlace {
	p := n.Place
	out := bot.AtPlace{
		ID: p.ID, Name: p.NameIn(lang), NameZh: p.Name[locales.Chinese], Kind: p.Kind, Address: p.Address, Phone: p.Phone,
		Hours: p.Hours, Languages: p.Languages, City: inLanguage(p.City, lang), Note: inLanguage(p.Note, lang),
	}
	if n.Distance >= 0 {
		metres := int(n.Distance)
		out.Distance = &metres
	}
	if p.Position != nil {
		out.Lat, out.Lon = &p.Position.Lat, &p.Position.Lon
	}
	for _, s := range p.Services {
		if text := inLanguage(s.Text, lang); text != "" {
			out.Services = append(out.Services, text)
		}
	}
	out.OpenNow = cmp.Or(c, Holidays()).openNow(p.Hours, now)
	return out
}

// inLanguage returns the entry for lang, else the English one.
func inLanguage(m map[string]string, lang string) string {
	if s := m[lang]; s != "" {
		return s
	}
	return m[locales.English]
}

// cityOf returns the English name of the city that the message names, as the
// places call it; "" where it names none.
func cityOf(base *knowledge.Base, found *index.Result) string {
	for _, m := range found.Mentions {
		if city := cityNamed(base, m.Concept); city != "" {
			return city
		}
	}
	return ""
}

// cityNamed returns the English name, as the places call it, of the city that a
// concept is; "" where it is none.
func cityNamed(base *knowledge.Base, c *knowledge.Concept) string {
	if c.Kind != "place" {
		return ""
	}
	for _, p := range base.Places {
		if name := p.City[locales.English]; name != "" && name == c.Name[locales.English] {
			return name
		}
	}
	return ""
}
