package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"payhelp/bot"
	"payhelp/knowledge"
	"payhelp/locales"
)

// A ReplyChoice is an Article or a Phrase that an officer may send, in Chinese
// and as the visitor would read it.
type ReplyChoice struct {
	Kind         MessageKind `json:"kind"` // article or phrase
	ID           string      `json:"id"`
	Group        string      `json:"group"` // topic of an Article, group of a Phrase
	Title        string      `json:"title"` // Chinese
	Text         string      `json:"text"`  // Chinese; of an Article its beginning
	Lang         string      `json:"lang"`  // of the next two
	VisitorTitle string      `json:"visitor_title"`
	VisitorText  string      `json:"visitor_text"`
	Slots        []string    `json:"slots"`
	Score        float64     `json:"score"`
}

// SearchReplies returns at most limit Articles and as many Phrases that have
// the words of text; of kind "" both. What has text as it stands comes first,
// as officers know many by their wording; then the best Article, the best
// Phrase and so on in turn. lang is the visitor's.
func (s *Service) SearchReplies(ctx context.Context, text, lang string, kind MessageKind, limit int) ([]ReplyChoice, error) {
	ix, done := s.Index.Use()
	defer done()
	hits, err := ix.SearchReplies(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	today := knowledge.DateOf(s.now().In(ChinaTime))
	exact, articles, phrases := []ReplyChoice{}, []ReplyChoice{}, []ReplyChoice{}
	for _, h := range hits {
		if h.Article == nil {
			phrases = append(phrases, phraseChoice(h.Phrase, lang))
			phrases[len(phrases)-1].Score = h.Score
			continue
		}
		c := articleChoice(ix.Base(), h.Article, lang, today)
		c.Score = h.Score
		articles = append(articles, c)
	}
	for _, list := range []*[]ReplyChoice{&articles, &phrases} {
		*list = slices.DeleteFunc(*list, func(c ReplyChoice) bool {
			if kind != "" && c.Kind != kind {
				return true
			}
			as := c.has(text)
			if as {
				exact = append(exact, c)
			}
			return as
		})
	}
	for i := range max(len(articles), len(phrases)) {
		exact = append(exact, articles[min(i, len(articles)):min(i+1, len(articles))]...)
		exact = append(exact, phrases[min(i, len(phrases)):min(i+1, len(phrases))]...)
	}
	return exact, nil
}

// has reports whether the title of an Article, or the text of a Phrase, has
// words as they stand, in Chinese or the visitor's language.
func (c *ReplyChoice) has(words string) bool {
	words = strings.ToLower(strings.TrimSpace(words))
	texts := []string{c.Title, c.VisitorTitle}
	if c.Kind == KindPhrase {
		texts = []string{c.Text, c.VisitorText}
	}
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), words) })
}

// excerptLength is how much of an Article a search shows, in characters.
const excerptLength = 160

func articleChoice(base *knowledge.Base, a *knowledge.Article, lang string, today knowledge.Date) ReplyChoice {
	zh, visitor := bot.ComposeArticle(base, a.ID, locales.Chinese, today), bot.ComposeArticle(base, a.ID, lang, today)
	return ReplyChoice{
		Kind: KindArticle, ID: a.ID, Group: a.Topic, Title: zh.Title, Text: excerpt(zh.Text), Lang: visitor.AnswerLang,
		VisitorTitle: visitor.Title, VisitorText: excerpt(visitor.Text), Slots: []string{},
	}
}

func phraseChoice(p *knowledge.Phrase, lang string) ReplyChoice {
	zh, _, _ := p.Fill(locales.Chinese, nil)
	text, used, _ := p.Fill(lang, nil)
	slots := p.Slots
	if slots == nil {
		slots = []string{}
	}
	return ReplyChoice{Kind: KindPhrase, ID: p.ID, Group: p.Group, Title: excerpt(zh), Text: zh, Lang: used, VisitorTitle: excerpt(text), VisitorText: text, Slots: slots}
}

func excerpt(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= excerptLength {
		return text
	}
	return string([]rune(text)[:excerptLength]) + "…"
}

// Phrases returns all Phrases in the order of the base.
func (s *Service) Phrases(lang string) []ReplyChoice {
	ix, done := s.Index.Use()
	defer done()
	out := []ReplyChoice{}
	for i := range ix.Base().Phrases {
		out = append(out, phraseChoice(&ix.Base().Phrases[i], lang))
	}
	return out
}

// BothTexts returns an Article in Chinese and in the visitor's language, or
// [ErrNotFound].
func (s *Service) BothTexts(id, lang string) (zh, visitor *bot.Reply, err error) {
	ix, done := s.Index.Use()
	defer done()
	today := knowledge.DateOf(s.now().In(ChinaTime))
	zh, visitor = bot.ComposeArticle(ix.Base(), id, locales.Chinese, today), bot.ComposeArticle(ix.Base(), id, lang, today)
	if zh == nil {
		return nil, nil, ErrNotFound
	}
	return zh, visitor, nil
}
