package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/locales"
)

// transcriptPage is a page to print: what the visitor read and wrote beside the
// Chinese of it.
var transcriptPage = template.Must(template.New("transcript").Funcs(template.FuncMap{
	"dir":  direction,
	"time": func(t time.Time) string { return t.In(desk.ChinaTime).Format("2006-01-02 15:04:05") },
	"name": func(lang string) string { return locales.Name(lang, locales.Chinese) },
	"who": func(m desk.StaffMessage) string {
		switch m.From {
		case desk.FromVisitor:
			return "访客 Visitor"
		case desk.FromBot:
			return "自动助手 Assistant"
		case desk.FromStaff:
			return m.Author
		case desk.FromSystem:
		}
		return "系统 System"
	},
	"zh": func(m desk.StaffMessage) string {
		if m.Original != "" {
			return m.Original
		}
		return m.Zh
	},
	"blank": func(m desk.StaffMessage) bool { return m.From == desk.FromStaff && m.Text == "" },
	"state": func(c desk.Row) string {
		if c.State == desk.Resolved {
			return locales.Text(locales.Chinese, "DeskStateResolved", nil) + " " + c.Resolution
		}
		return map[desk.CaseState]string{desk.Waiting: "等待中 waiting", desk.Claimed: "处理中 claimed"}[c.State]
	},
	"mark": func(m desk.StaffMessage) string {
		switch m.Kind {
		case desk.KindText:
			return "自由文本 free text"
		case desk.KindTranslated:
			return "机器翻译 machine translation"
		case desk.KindAmended:
			return "更正 correction"
		}
		return ""
	},
}).Parse(`<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<title>案件 {{.Case.ID}}</title>
<style>
body { font: 11pt/1.5 system-ui, sans-serif; margin: 2em; color: #000; background: #fff }
table { border-collapse: collapse; width: 100% }
td, th { border-block-start: 1px solid #999; padding: .4em; text-align: start; vertical-align: top }
td.text { white-space: pre-wrap; width: 40% }
tr { break-inside: avoid }
small { color: #444; display: block; white-space: normal }
small span { display: inline-block; margin-inline-end: 1em }
@page { margin: 1.5cm }
</style>
</head>
<body>
<h1>案件 Case {{.Case.ID}}</h1>
<p>{{time .Case.Opened}} · {{.Card.ReadsName}} ({{.Card.Reads}}) · {{with .Case.TopicTitle}}{{.}} · {{end}}{{with .Case.PlaceName}}{{.}} · {{end}}{{with .Case.OfficerName}}{{.}} · {{end}}{{state .Case}}</p>
<table>
<thead><tr><th>时间 Time<th>谁 Who<th>访客所读所写 Visitor<th>中文 Chinese</thead>
<tbody>
{{range .Messages}}<tr><td>{{time .At}}<td>{{who .}}<td class="text" lang="{{.Lang}}" dir="{{dir .Lang}}">{{.Text}}{{with .Reply}}{{range .Choices}}&#10;• {{.Title}}{{end}}{{end}}{{if blank .}}<small lang="zh" dir="ltr">访客阅读前已更正或撤回 changed or withdrawn before it was read</small>{{end}}{{with mark .}}<small lang="zh" dir="ltr">{{.}}</small>{{end}}<td class="text" lang="zh">{{zh .}}{{with .Terms}}<small>{{range .}}<span><bdi>{{.Text}}</bdi> = {{.Zh}}</span> {{end}}</small>{{end}}
{{end}}</tbody>
</table>
{{with .Notes}}<h2>内部备注 Notes</h2>
<ul>{{range .}}<li>{{time .At}} {{.Author}}: {{.Text}}{{end}}</ul>{{end}}
</body>
</html>
`))

func (s *Server) transcript(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := s.desk.View(r.Context(), id, who.Account.ID)
	if err != nil {
		return err
	}
	switch r.URL.Query().Get("format") {
	case "json":
		return writeJSON(w, http.StatusOK, v)
	case "", "html":
	default:
		return badRequest("format", "format is html or json")
	}
	var page bytes.Buffer
	if err := transcriptPage.Execute(&page, v); err != nil {
		return fmt.Errorf("render transcript: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.WriteHeader(http.StatusOK)
	_, _ = page.WriteTo(w) // nobody can be told of a broken connection
	return nil
}
