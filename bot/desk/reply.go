package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// Errors of translating.
var (
	// ErrNoTranslation: no translation service is configured.
	ErrNoTranslation = errors.New("no translation service is configured")
	// ErrTranslation: the translation service failed.
	ErrTranslation = errors.New("the translation service failed")
)

// A StaffReply is what an officer sends: exactly one of Article, Phrase and
// Text.
type StaffReply struct {
	ClientID  string
	Article   string
	Phrase    string
	Slots     map[string]string // of Phrase
	Text      string            // free
	Translate bool              // Text by machine, into the visitor's language
}

// A Preview is what the visitor would read, and the Chinese of it.
type Preview struct {
	Text     string      `json:"text"`
	Lang     string      `json:"lang"`
	Original string      `json:"original"`
	Kind     MessageKind `json:"kind"`
	Reply    *bot.Reply  `json:"reply,omitempty"`
	Service  string      `json:"service,omitempty"` // that translated
	Missing  []string    `json:"missing_slots,omitempty"`

	source string
	facts  []ShownFact
}

// Preview returns what a StaffReply would be; nothing is stored.
func (s *Service) Preview(ctx context.Context, id int64, r StaffReply) (Preview, error) {
	conversation, err := s.conversationOf(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	ix, done := s.Index.Use()
	defer done()
	return s.compose(ctx, ix, conversation.Lang, r)
}

// Reply sends what an officer who owns the Case answers: what the visitor reads
// is stored with the Chinese of it. A ClientID that was sent before changes
// nothing. Errors: [InvalidError], [ErrNotFound], [ErrNotOwner], [ErrClosed],
// [ErrNoTranslation], [ErrTranslation].
func (s *Service) Reply(ctx context.Context, id int64, r StaffReply, by Actor) (Message, Case, error) {
	if err := checkClientID(r.ClientID); err != nil {
		return Message{}, Case{}, err
	}
	p, err := s.Preview(ctx, id, r)
	if err != nil {
		return Message{}, Case{}, err
	}
	if len(p.Missing) > 0 {
		return Message{}, Case{}, &InvalidError{"slots", "slots without a value: " + strings.Join(p.Missing, ", ")}
	}
	m, c, err := s.Store.AddStaffMessage(ctx, id, Message{
		From: FromStaff, Text: p.Text, Lang: p.Lang, At: s.now(), ClientID: r.ClientID, Reply: p.Reply, Kind: p.Kind,
		Original: p.Original, Author: by.Name, Source: p.source, Staff: by.Staff, Facts: p.facts,
	}, by)
	if err == nil {
		s.wakeCase(ctx, &c)
	}
	return m, c, err
}

func checkClientID(id string) error {
	if id == "" || len(id) > mostClientID || !isPlain(id) {
		return &InvalidError{"client_id", fmt.Sprintf("client_id is 1 to %d characters that the sender chooses, different for each message", mostClientID)}
	}
	return nil
}

func (s *Service) compose(ctx context.Context, ix *index.Index, lang string, r StaffReply) (Preview, error) {
	n := 0
	for _, set := range []bool{r.Article != "", r.Phrase != "", r.Text != ""} {
		if set {
			n++
		}
	}
	switch {
	case n != 1:
		return Preview{}, &InvalidError{"text", "exactly one of article, phrase and text is sent"}
	case r.Article != "":
		return composeArticle(ix.Base(), lang, r.Article, knowledge.DateOf(s.now().In(ChinaTime)))
	case r.Phrase != "":
		return composePhrase(ix.Base(), lang, r)
	}
	return s.composeText(ctx, ix, lang, r)
}

func composeArticle(base *knowledge.Base, lang, id string, today knowledge.Date) (Preview, error) {
	reply, zh := bot.ComposeArticle(base, id, lang, today), bot.ComposeArticle(base, id, locales.Chinese, today)
	if reply == nil {
		return Preview{}, &InvalidError{"article", fmt.Sprintf("there is no article %q", id)}
	}
	return Preview{
		Text: reply.Title + "\n\n" + reply.Text, Lang: reply.AnswerLang, Original: zh.Title + "\n\n" + zh.Text, Kind: KindArticle,
		Reply: reply, source: id, facts: factsOf(base, id, lang),
	}, nil
}

func composePhrase(base *knowledge.Base, lang string, r StaffReply) (Preview, error) {
	p := base.Phrase(r.Phrase)
	if p == nil {
		return Preview{}, &InvalidError{"phrase", fmt.Sprintf("there is no phrase %q", r.Phrase)}
	}
	slots := map[string]string{}
	for name, v := range r.Slots {
		value, err := optionalText("slots", v, mostNote)
		if err != nil {
			return Preview{}, err
		}
		slots[name] = value
	}
	text, used, missing := p.Fill(lang, slots)
	zh, _, _ := p.Fill(locales.Chinese, slots)
	return Preview{Text: text, Lang: used, Original: zh, Kind: KindPhrase, Missing: missing, source: p.ID}, nil
}

func (s *Service) composeText(ctx context.Context, ix *index.Index, lang string, r StaffReply) (Preview, error) {
	text, err := checkText("text", r.Text, mostText)
	if err != nil {
		return Preview{}, err
	}
	written := officerLanguage(ix, text, lang)
	p := Preview{Text: text, Lang: written, Original: text, Kind: KindText}
	if !r.Translate || written == lang {
		return p, nil
	}
	if p.Text, err = s.translate(ctx, text, written, lang); err != nil {
		return Preview{}, err
	}
	p.Lang, p.Kind, p.Service = lang, KindTranslated, s.Translator.Name()
	return p, nil
}

// officerLanguage judges the language of an officer's text. Han characters alone are
// Chinese, though a visitor's could be Japanese.
func officerLanguage(ix *index.Index, text, visitor string) string {
	han := false
	for _, r := range text {
		if han = han || unicode.Is(unicode.Han, r); unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			han = false
			break
		}
	}
	if han {
		return locales.Chinese
	}
	if written, _ := ix.Language(text, []string{locales.Chinese, visitor}); written != "" {
		return written
	}
	return "und"
}

func (s *Service) translate(ctx context.Context, text, from, to string) (string, error) {
	if s.Translator == nil {
		return "", ErrNoTranslation
	}
	if from == "und" {
		from = ""
	}
	out, err := s.Translator.Translate(ctx, text, from, to)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrTranslation, err)
	}
	if out = clean(out); out == "" {
		return "", fmt.Errorf("%w: it returned nothing", ErrTranslation)
	}
	return out, nil
}

// TranslateMessage returns a visitor's Message in Chinese, by machine.
func (s *Service) TranslateMessage(ctx context.Context, id, seq int64) (text, service string, err error) {
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return "", "", err
	}
	m, err := s.Store.Message(ctx, c.Conversation, seq)
	if err != nil {
		return "", "", err
	}
	if text, err = s.translate(ctx, m.Text, m.Lang, locales.Chinese); err != nil {
		return "", "", err
	}
	return text, s.Translator.Name(), nil
}
