package browser

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"payhelp/bot/desk"
	"payhelp/locales"
)

// one finds the case of a request; it is locked meanwhile.
func (f *counter) one(h func(http.ResponseWriter, *http.Request, *ticket)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		n, _ := strconv.Atoi(r.PathValue("case"))
		for _, t := range f.cases {
			if t.row["case"] == n {
				h(w, r, t)
				return
			}
		}
		refuse(w, http.StatusNotFound, "not-found")
	}
}

// as is a case as the asker sees it.
func (f *counter) as(r *http.Request, t *ticket) object {
	out := object{}
	for k, v := range t.row {
		out[k] = v
	}
	out["mine"] = t.row["officer"] == f.me(r)
	return out
}

func (f *counter) view(w http.ResponseWriter, r *http.Request, t *ticket) {
	answer(w, http.StatusOK, object{
		"case": f.as(r, t), "card": t.card, "messages": t.messages, "notes": t.notes, "earlier": []object{},
		"conversation": object{"id": t.row["conversation"], "lang": t.row["lang"], "owner": "person", "created": noon(), "active": noon()},
	})
}

func (f *counter) own(t *ticket, officer string) {
	t.row["state"], t.row["officer"], t.row["officer_name"] = "claimed", officer, officers[officer]
	if officer == "" {
		t.row["state"] = "waiting"
	}
	f.touch(t)
}

func (f *counter) claim(w http.ResponseWriter, r *http.Request, t *ticket) {
	if t.row["state"] != "waiting" {
		refuse(w, http.StatusConflict, "not-owner")
		return
	}
	f.own(t, f.me(r))
	answer(w, http.StatusOK, f.as(r, t))
}

func (f *counter) takeOver(w http.ResponseWriter, r *http.Request, t *ticket) {
	var in struct{ From string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	if t.row["officer"] != in.From {
		refuse(w, http.StatusConflict, "not-owner")
		return
	}
	f.own(t, f.me(r))
	answer(w, http.StatusOK, f.as(r, t))
}

func (f *counter) transfer(w http.ResponseWriter, r *http.Request, t *ticket) {
	var in struct{ To, Note string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	if in.Note != "" {
		f.addNote(r, t, in.Note)
	}
	f.own(t, in.To)
	answer(w, http.StatusOK, f.as(r, t))
}

func (f *counter) resolve(w http.ResponseWriter, r *http.Request, t *ticket) {
	var in struct{ Reason string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	t.row["state"], t.row["resolution"], t.row["resolved"] = "resolved", in.Reason, noon()
	f.touch(t)
	answer(w, http.StatusOK, f.as(r, t))
}

func (f *counter) addNote(r *http.Request, t *ticket, text string) object {
	n := object{"id": len(t.notes) + 1, "author": officers[f.me(r)], "text": text, "at": noon()}
	t.notes = append(t.notes, n)
	return n
}

func (f *counter) note(w http.ResponseWriter, r *http.Request, t *ticket) {
	var in struct{ Text string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	n := f.addNote(r, t, in.Text)
	f.touch(t)
	answer(w, http.StatusCreated, n)
}

func (f *counter) tag(w http.ResponseWriter, r *http.Request, t *ticket) {
	var in struct{ Tags []string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	t.row["tags"] = in.Tags
	f.touch(t)
	answer(w, http.StatusOK, f.as(r, t))
}

// written is what a reply would read as.
func (f *counter) written(r *http.Request, t *ticket) object {
	var in struct {
		ClientID string `json:"client_id"`
		Article  string
		Phrase   string
		Text     string
		Slots    map[string]string
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	lang := t.row["lang"].(string)
	ix, done := live.Use()
	defer done()
	out := object{"client_id": in.ClientID, "lang": lang}
	switch {
	case in.Article != "":
		reply, _ := desk.Article(context.Background(), ix, in.Article, lang, nil, nil, noon())
		zh, _ := desk.Article(context.Background(), ix, in.Article, locales.Chinese, nil, nil, noon())
		out["kind"], out["text"], out["original"], out["reply"] = "article", reply.Text, zh.Text, reply
	case in.Phrase != "":
		for _, p := range ix.Base().Phrases {
			if p.ID != in.Phrase {
				continue
			}
			theirs, zh := p.Text[lang], p.Text[locales.Chinese]
			if theirs == "" {
				theirs, out["lang"] = p.Text[locales.English], locales.English
			}
			for name, v := range in.Slots {
				if v != "" {
					theirs, zh = strings.ReplaceAll(theirs, "{"+name+"}", v), strings.ReplaceAll(zh, "{"+name+"}", v)
				}
			}
			out["kind"], out["text"], out["original"] = "phrase", theirs, zh
		}
	default:
		out["kind"], out["text"], out["original"] = "text", in.Text, in.Text
	}
	return out
}

func (f *counter) preview(w http.ResponseWriter, r *http.Request, t *ticket) {
	answer(w, http.StatusOK, f.written(r, t))
}

func (f *counter) reply(w http.ResponseWriter, r *http.Request, t *ticket) {
	if t.row["officer"] != f.me(r) || t.row["state"] != "claimed" {
		refuse(w, http.StatusConflict, "not-owner")
		return
	}
	m := f.written(r, t)
	id := m["client_id"].(string)
	if old := f.sent[id]; old != nil {
		m = old
	} else {
		m["from"], m["author"] = "staff", officers[f.me(r)]
		f.sent[id] = t.say(m)
		t.row["unread"] = 0
		f.touch(t)
	}
	answer(w, http.StatusCreated, object{"message": m, "case": f.as(r, t)})
}

func (f *counter) search(w http.ResponseWriter, r *http.Request) {
	q, lang := r.URL.Query().Get("q"), r.URL.Query().Get("lang")
	ix, done := live.Use()
	defer done()
	found := []object{}
	if q != "" {
		for _, a := range ix.Base().Articles {
			if zh := a.Text(locales.Chinese); strings.Contains(zh.Title, q) {
				found = append(found, object{"kind": "article", "id": a.ID, "group": a.Topic, "title": zh.Title, "text": zh.Title, "lang": lang, "visitor_title": a.Text(lang).Title, "visitor_text": a.Text(lang).Title})
			}
		}
	}
	for _, p := range ix.Base().Phrases {
		if strings.Contains(p.Text[locales.Chinese], q) {
			found = append(found, object{"kind": "phrase", "id": p.ID, "group": p.Group, "title": p.Text[locales.Chinese], "text": p.Text[locales.Chinese], "lang": lang, "visitor_title": "", "visitor_text": cmp.Or(p.Text[lang], p.Text[locales.English]), "slots": p.Slots})
		}
	}
	answer(w, http.StatusOK, object{"results": found[:min(len(found), 12)]})
}
