package desk

import (
	"context"
	"time"

	"payhelp/knowledge"
	"payhelp/locales"
)

// KnowledgeChanged notes the facts of the base that is in use now, so that
// changes are known and those who were told the old value can be found.
func (s *Service) KnowledgeChanged(ctx context.Context, base *knowledge.Base) error {
	values := make(map[string]string, len(base.Facts))
	for id, f := range base.Facts {
		values[id] = f.Value.Format(locales.English)
	}
	return s.Store.RecordFacts(ctx, values, s.now())
}

// A ChangedFact is a Fact that changed, with who was told its old value.
type ChangedFact struct {
	FactChange
	OldZh    string     `json:"old_zh"`   // as Chinese writes it, as far as that can be told
	NewZh    string     `json:"new_zh"`   // "" where the Fact is gone
	Articles []string   `json:"articles"` // ids of those that say it
	Told     []ToldFact `json:"told"`     // latest first
}

// ChangedFacts lists the Facts that changed since then, latest first, with who
// was told the old value since then.
func (s *Service) ChangedFacts(ctx context.Context, since time.Time) ([]ChangedFact, error) {
	changes, err := s.Store.FactChanges(ctx, since)
	if err != nil {
		return nil, err
	}
	ix, done := s.Index.Use()
	defer done()
	out := []ChangedFact{}
	for _, c := range changes {
		line := ChangedFact{FactChange: c, OldZh: c.Old, Articles: articlesWith(ix.Base(), c.Fact)}
		if f := ix.Base().Facts[c.Fact]; f != nil {
			line.OldZh = oldValue(f, c.Old, locales.Chinese)
			line.NewZh = f.Value.Format(locales.Chinese)
		}
		if line.Told, err = s.Store.ToldFact(ctx, c.Fact, c.Old, since); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

// oldValue writes in lang what English wrote as old before the Fact changed; old
// itself where it was of another type then.
func oldValue(f *knowledge.Fact, old, lang string) string {
	if v, ok := f.Value.Read(old); ok {
		return v.Format(lang)
	}
	return old
}

// articlesWith returns the ids of the Articles that call a Fact.
func articlesWith(base *knowledge.Base, fact string) []string {
	out := []string{}
	for _, a := range base.Articles {
		for _, f := range base.FactsOf(a.Text(locales.Chinese)) {
			if f.ID == fact {
				out = append(out, a.ID)
				break
			}
		}
	}
	return out
}

// CorrectFact tells everyone who was told another value of a Fact since then,
// and not yet that it changed, what it is now, in their language. It returns
// how many were told; [ErrNotFound] where the ledger has no such Fact.
func (s *Service) CorrectFact(ctx context.Context, fact string, since time.Time, by Actor) (int, error) {
	ix, done := s.Index.Use()
	defer done()
	f := ix.Base().Facts[fact]
	if f == nil {
		return 0, ErrNotFound
	}
	changes, err := s.Store.FactChanges(ctx, since)
	if err != nil {
		return 0, err
	}
	told := 0
	for _, c := range changes {
		if c.Fact != fact || c.Old == f.Value.Format(locales.English) {
			continue // it went back to what it was
		}
		to, err := s.Store.ToldFact(ctx, fact, c.Old, since)
		if err != nil {
			return told, err
		}
		for _, t := range to {
			done, err := s.correct(ctx, ix.Base(), f, c.Old, &t, by)
			if err != nil {
				return told, err
			}
			if done {
				told++
			}
		}
	}
	return told, nil
}

func (s *Service) correct(ctx context.Context, base *knowledge.Base, f *knowledge.Fact, old string, t *ToldFact, by Actor) (bool, error) {
	text := func(lang string) string {
		title := f.ID
		if with := articlesWith(base, f.ID); len(with) > 0 {
			title = base.Article(with[0]).Text(lang).Title
		}
		return locales.Text(lang, "CaseCorrection", map[string]any{"Title": title, "Old": oldValue(f, old, lang), "New": f.Value.Format(lang)})
	}
	m := Message{
		Conversation: t.Conversation, From: FromSystem, Kind: KindCorrection, Lang: t.Lang, At: s.now(),
		Text: text(t.Lang), Original: text(locales.Chinese), Facts: []ShownFact{{f.ID, f.Value.Format(locales.English)}},
	}
	done, err := s.Store.Correct(ctx, f.ID, m, by)
	if done {
		s.Waker.Wake(ctx, Event{Kind: Changed, Conversation: t.Conversation})
	}
	return done, err
}
