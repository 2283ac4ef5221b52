package desk

import (
	"context"
	"time"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// A Row is a Case as the queue shows it; names are Chinese.
type Row struct {
	Case
	LangName   string `json:"lang_name"`
	TopicTitle string `json:"topic_title,omitempty"`
	PlaceName  string `json:"place_name,omitempty"`
	Mine       bool   `json:"mine"` // whether the one who looks owns it
	Waiting    int    `json:"waiting_seconds"`
	Goal       int    `json:"goal_seconds"`
	Late       bool   `json:"late"` // waits, or waited, longer than the goal
}

// A StaffMessage is a Message with what staff need to read it.
type StaffMessage struct {
	Message
	Terms        []Term `json:"terms"`                   // of a visitor's; empty of others
	ArticleTitle string `json:"article_title,omitempty"` // Chinese
	Zh           string `json:"zh,omitempty"`            // Chinese text of what the bot wrote
	Own          bool   `json:"own,omitempty"`           // whether the one who looks wrote it
}

// A View is all of a Case that an officer works with.
type View struct {
	Case         Row            `json:"case"`
	Card         Card           `json:"card"`
	Conversation State          `json:"conversation"`
	Messages     []StaffMessage `json:"messages"`
	Notes        []CaseNote     `json:"notes"`
	Earlier      []Row          `json:"earlier"` // resolved Cases of the same Conversation
}

// Late makes f find only the Cases that wait longer than their goal.
func (s *Service) Late(f *CaseFilter) {
	now := s.now()
	f.LateBefore, f.UrgentLate = now.Add(-s.Goals.Wait), now.Add(-s.Goals.UrgentWait)
}

// Rows returns the Cases that fit f as the officer viewer sees them.
func (s *Service) Rows(ctx context.Context, f CaseFilter, viewer string) ([]Row, error) {
	all, err := s.Store.Cases(ctx, f)
	if err != nil {
		return nil, err
	}
	ix, done := s.Index.Use()
	defer done()
	out := make([]Row, len(all))
	for i := range all {
		out[i] = s.row(ix, &all[i], viewer)
	}
	return out, nil
}

// Row returns a Case as the officer viewer sees it.
func (s *Service) Row(c Case, viewer string) Row {
	ix, done := s.Index.Use()
	defer done()
	return s.row(ix, &c, viewer)
}

func (s *Service) row(ix *index.Index, c *Case, viewer string) Row {
	waited, goal := c.waiting(s.now()), s.goal(c)
	r := Row{
		Case: *c, LangName: locales.Name(c.Lang, locales.Chinese), Mine: viewer != "" && c.Officer == viewer && c.State == Claimed,
		Waiting: int(waited.Seconds()), Goal: int(goal.Seconds()), Late: waited > goal,
	}
	for i := range ix.Base().Topics {
		if t := &ix.Base().Topics[i]; t.ID == c.Topic {
			r.TopicTitle = t.TitleIn(locales.Chinese)
		}
	}
	r.PlaceName = placeName(ix.Base(), c.Place)
	return r
}

func (s *Service) goal(c *Case) time.Duration {
	if c.Urgent {
		return s.Goals.UrgentWait
	}
	return s.Goals.Wait
}

func placeName(base *knowledge.Base, id string) string {
	if p := base.Place(id); p != nil {
		return p.NameIn(locales.Chinese)
	}
	return ""
}

// mostViewed is how many messages of a Conversation a View has.
const mostViewed = 2 * mostMessages

// View returns a Case with its card and all that was said.
func (s *Service) View(ctx context.Context, id int64, viewer string) (View, error) {
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return View{}, err
	}
	v := View{Messages: []StaffMessage{}, Earlier: []Row{}}
	if v.Conversation, err = s.State(ctx, c.Conversation); err != nil {
		return v, err
	}
	messages, err := s.Store.Messages(ctx, c.Conversation, 0, mostViewed)
	if err != nil {
		return v, err
	}
	outcomes, err := s.Store.Outcomes(ctx, c.Conversation)
	if err != nil {
		return v, err
	}
	feedback, err := s.Store.FeedbackOf(ctx, c.Conversation)
	if err != nil {
		return v, err
	}
	if v.Notes, err = s.Store.Notes(ctx, id); err != nil {
		return v, err
	}
	earlier, err := s.Store.Cases(ctx, CaseFilter{Conversation: c.Conversation, States: []CaseState{Resolved}, Limit: 20})
	if err != nil {
		return v, err
	}
	ix, done := s.Index.Use()
	defer done()
	v.Case = s.row(ix, &c, viewer)
	v.Card = buildCard(ix, s.Holidays, &v.Conversation.Conversation, messages, outcomes, feedback)
	v.Card.at(&c, s.now())
	for i := range messages {
		v.Messages = append(v.Messages, s.staffMessage(ix, &messages[i], viewer))
	}
	for i := range earlier {
		if earlier[i].ID != id {
			v.Earlier = append(v.Earlier, s.row(ix, &earlier[i], viewer))
		}
	}
	return v, nil
}

// StaffMessage returns a Message with what staff need to read it, as the officer
// viewer sees it.
func (s *Service) StaffMessage(m Message, viewer string) StaffMessage {
	ix, done := s.Index.Use()
	defer done()
	return s.staffMessage(ix, &m, viewer)
}

func (s *Service) staffMessage(ix *index.Index, m *Message, viewer string) StaffMessage {
	out := StaffMessage{Message: *m, Terms: []Term{}, Own: m.From == FromStaff && viewer != "" && m.Staff == viewer}
	switch {
	case m.From == FromVisitor:
		out.Terms = termsOf(ix, m.Text, m.Lang)
	case m.Reply != nil:
		var a *knowledge.Article // none for a chat label, or one that was removed from the base since
		if m.Reply.Article != nil {
			a = ix.Base().Article(*m.Reply.Article)
		}
		if a != nil {
			out.ArticleTitle = a.Text(locales.Chinese).Title
		}
		if m.From == FromBot && (a != nil || m.Reply.Kind != bot.Answer) {
			out.Zh = inChinese(ix.Base(), m.Reply, knowledge.DateOf(s.now().In(ChinaTime)))
		}
	}
	return out
}

// inChinese is what the bot wrote, for staff who know Chinese alone.
func inChinese(base *knowledge.Base, r *bot.Reply, today knowledge.Date) string {
	o := bot.Outcome{Kind: r.Kind, Lang: locales.Chinese, Answer: locales.Chinese, Reason: r.Reason}
	if r.Article != nil {
		o.Label = *r.Article
	}
	if o.Kind == bot.Handoff && base.Article(o.Label) == nil {
		o.Reason = bot.Unknown // the text that hands over is not there any more
	}
	text := bot.Compose(base, "", o, today).Text
	for _, c := range r.Choices {
		if a := base.Article(c.Article); a != nil {
			text += "\n• " + a.Text(locales.Chinese).Title
		}
	}
	return text
}

// Counts is what the console shows at its top.
type Counts struct {
	Waiting int `json:"waiting"`
	Claimed int `json:"claimed"`
	Mine    int `json:"mine"`
	Late    int `json:"late"` // waiting longer than the goal
}

// Counts counts the open Cases as the officer viewer sees them.
func (s *Service) Counts(ctx context.Context, viewer string) (Counts, error) {
	now := s.now()
	return s.Store.CountCases(ctx, viewer, now.Add(-s.Goals.Wait), now.Add(-s.Goals.UrgentWait))
}

// Revision returns the latest revision of any Case.
func (s *Service) Revision(ctx context.Context) (int64, error) { return s.Store.Revision(ctx) }

// Acts returns acts of staff, latest first; see the store's Audit.
func (s *Service) Acts(ctx context.Context, caseID int64, staff string, before int64, limit int) ([]AuditEntry, error) {
	return s.Store.Audit(ctx, caseID, staff, before, limit)
}

// TopicTitles returns the Chinese titles of the topics of the knowledge base.
func (s *Service) TopicTitles() []string {
	ix, done := s.Index.Use()
	defer done()
	var out []string
	for i := range ix.Base().Topics {
		out = append(out, ix.Base().Topics[i].TitleIn(locales.Chinese))
	}
	return out
}
