package knowledge

import (
	"slices"

	"payhelp/locales"
)

// Labels of questions that no Article answers. They appear beside Article ids
// wherever questions are labelled.
const (
	LabelNone         = "none"                 // out of scope: say so and offer a person
	LabelGreeting     = "chat-greeting"        // hello, thanks, goodbye
	LabelCapabilities = "chat-what-can-you-do" // who are you, what can you do
)

// ArticleHuman is the Article whose intent is "let me talk to a person".
const ArticleHuman = "help-human"

// An Article answers one intent of a visitor, in one reviewed Text a language.
type Article struct {
	ID      string
	Topic   string   // id of its Topic
	Related []string // ids of the Articles most useful next
	Places  []string // kinds of Place that help, such as "atm"; may be empty
	Urgent  bool     // a person is offered at once: money or documents are being lost
	Sources []Source // what the texts rest on; empty only in an imported base
	Checked Date     // when the texts were last held against their sources
	Review  Date     // when they are due again; zero where no date is set

	Texts map[string]*Text // by language
}

// A Text is an Article in one language.
type Text struct {
	Lang      string
	Title     string
	Show      string   // the sentence to hold up at a counter
	Pinyin    string   // of Show; Chinese only
	Questions []string // the ways visitors ask for the Article
	Body      string   // Markdown with {{ fact "…" }} calls; see [Base.Render]

	file string // where it was read from
	line int    // first line of Body in file
}

// Text returns the Article's text in lang or, where that is missing, in the
// nearest language it has: English, Chinese, then the alphabetically first.
// It returns nil only for an Article without texts, which loading refuses.
func (a *Article) Text(lang string) *Text {
	for _, l := range []string{lang, locales.English, locales.Chinese} {
		if t := a.Texts[l]; t != nil {
			return t
		}
	}
	for _, l := range a.Languages() {
		return a.Texts[l]
	}
	return nil
}

// Languages returns the languages the Article has a Text in, sorted.
func (a *Article) Languages() []string {
	out := make([]string, 0, len(a.Texts))
	for l := range a.Texts {
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}

// A Topic groups Articles for browsing.
type Topic struct {
	ID    string            `yaml:"id"`
	Icon  string            `yaml:"icon"`
	Title map[string]string `yaml:"title"`       // by language
	About map[string]string `yaml:"description"` // one line, by language
}

// A Source says where a statement comes from.
type Source struct {
	Ref  string `yaml:"ref,omitempty"` // row of the research sheet
	Name string `yaml:"name"`          // the body that issued it, as it calls itself in English
	Date string `yaml:"date"`          // YYYY, YYYY-MM or YYYY-MM-DD; empty where undated
	URL  string `yaml:"url,omitempty"` // empty where only a repost could be seen
}

// An Example is a question labelled with what it asks for.
type Example struct {
	Lang  string
	Text  string
	Label string // an Article id or one of the Label constants
}

// TitleIn returns the Topic's title in lang, else in English.
func (t *Topic) TitleIn(lang string) string { return pick(t.Title, lang) }

// AboutIn returns the Topic's one line in lang, else in English.
func (t *Topic) AboutIn(lang string) string { return pick(t.About, lang) }
