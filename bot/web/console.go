package web

import (
	"net/http"

	"payhelp/locales"
)

// consoleData is what the page of the help desk's console shows. The page is
// the same for everybody: who is signed in, and what there is to see, the
// script asks the API for.
type consoleData struct {
	Lang    string
	Heading string // of the browser's tab
	Other   string // the console's other language
	Data    consoleScript
}

// consoleScript is what the console's script is given, in the shape that the
// helpers shared with the visitor's page take.
type consoleScript struct {
	Lang      string            `json:"lang"`
	Version   string            `json:"version"` // of the words of the visitor's cards
	Words     map[string]string `json:"words"`
	Languages []consoleLanguage `json:"languages"`
	Topics    []topicLine       `json:"topics"`
	SignOn    bool              `json:"sign_on"` // single sign-on is configured
}

type consoleLanguage struct {
	languageLine
	Called string `json:"called"` // in the console's language
}

// console is the help desk's page, in Chinese or English.
func (s *Server) console(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	data := &consoleData{Lang: locales.English, Other: locales.Chinese}
	if lang == locales.Chinese {
		data.Lang, data.Other = data.Other, data.Lang
	}
	data.Heading = locales.Text(data.Lang, "DeskTitle", nil)
	ix, done := s.use(r.Context())
	defer done()
	data.Data = consoleScript{
		Lang: data.Lang, Version: wordsVersion(), Words: locales.Messages(data.Lang, "Desk"), Topics: topicsIn(ix.Base(), data.Lang),
		SignOn: s.signOn != nil,
	}
	for _, l := range locales.Supported() {
		data.Data.Languages = append(data.Data.Languages, consoleLanguage{languageLine{l, locales.SelfName(l), direction(l)}, locales.Name(l, data.Lang)})
	}
	return s.render(w, http.StatusOK, "desk", data)
}
