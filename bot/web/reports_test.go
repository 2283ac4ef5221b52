package web

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/knowledge"
)

func TestReports(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "chief", staff.Supervisor)
	k, id := s.waiting(t, "en", "The hotel refuses my Visa card")
	s.say(t, k, "none", "=HYPERLINK(\"http://evil\") zebra crossing")
	s.say(t, k, "none2", "two zebra crossings on mars")
	s.Clock.Advance(3 * time.Minute)
	s.call(t, "POST", casePath(id, "/claim"), token, "", 200, nil)
	s.waiting(t, "ja", "ATMの手数料はいくらですか")

	var summary struct {
		From, To string
		Lines    []desk.SummaryLine
		Total    desk.SummaryLine
	}
	s.call(t, "GET", "/api/v1/desk/reports/summary?by=lang", token, "", 200, &summary)
	if summary.To != "2026-05-12" || summary.From != "2026-04-13" || len(summary.Lines) != 2 {
		t.Fatalf("the summary is %+v", summary)
	}
	en, total := summary.Lines[0], summary.Total
	if en.Key != "en" || en.Name != "英语" || en.Questions != 3 || en.Answered != 1 || en.HandedOn != 1 || en.Median == nil || *en.Median != 180 {
		t.Errorf("English: %+v", en)
	}
	if total.Questions != 4 || total.Answered != 2 || total.HandedOn != 2 || total.Claimed != 1 || *total.P90 != 180 || total.Share != 0.5 {
		t.Errorf("in all: %+v", total)
	}
	// What is erased stays counted.
	s.call(t, "DELETE", k.path(""), k.Token, "", 204, nil)
	s.call(t, "GET", "/api/v1/desk/reports/summary?by=place&from=2026-05-12&to=2026-05-12", token, "", 200, &summary)
	if len(summary.Lines) != 1 || summary.Lines[0].Name != "平遥古城" || summary.Lines[0].Questions != 4 || *summary.Lines[0].Mean != 180 {
		t.Errorf("after erasing: %+v", summary.Lines)
	}
	for _, q := range []string{"by=body", "from=yesterday", "from=2026-06-01", "to=2026-13-01", "from=1990-01-01", "format=xml"} {
		s.call(t, "GET", "/api/v1/desk/reports/summary?"+q, token, "", 400, nil)
	}
}

func TestWhatFoundNoAnswer(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "chief", staff.Supervisor)
	k := s.start(t, `{"lang":"en"}`)
	for i, text := range []string{"=cmd|'/c calc'!A1 qwertz uiop", "is there a zebra in the zoo", "do zebras sleep"} {
		s.say(t, k, fmt.Sprint(i), text)
	}
	var out struct{ Groups []desk.QuestionGroup }
	s.call(t, "GET", "/api/v1/desk/reports/unanswered", token, "", 200, &out)
	asked := 0
	for _, g := range out.Groups {
		asked += g.Count
		if g.Count < len(g.Samples) || len(g.Langs) == 0 {
			t.Errorf("group %+v", g)
		}
	}
	if asked != 3 {
		t.Fatalf("%d questions found no answer, want 3: %+v", asked, out.Groups)
	}
	var draft desk.Draft
	s.call(t, "POST", "/api/v1/desk/reports/unanswered/draft", token, fmt.Sprintf(`{"group":%q}`, out.Groups[0].ID), 200, &draft)
	if len(draft.Files) < 2 || !strings.Contains(draft.Files[1].Text, fmt.Sprintf("  - %q\n", out.Groups[0].Samples[0].Text)) {
		t.Errorf("the draft is %+v", draft)
	}
	s.call(t, "POST", "/api/v1/desk/reports/unanswered/draft", token, `{"group":"none"}`, 404, nil)

	page := s.page(t, "/api/v1/desk/reports/unanswered?format=csv", token)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(page, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("the CSV has %d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a cell is a formula: %q", cell)
			}
		}
	}
	if !strings.Contains(page, "'=cmd|") {
		t.Errorf("the question is not in the CSV:\n%s", page)
	}
}

func TestRefusedByPlace(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "chief", staff.Supervisor)
	for i, place := range []string{"", "scenic-pingyao-ancient-city", "scenic-pingyao-ancient-city"} {
		k := s.start(t, fmt.Sprintf(`{"place":%q}`, place))
		s.say(t, k, fmt.Sprint(i), "the shop refuses to take my cash")
	}
	var out struct{ Places []desk.RefusedPlace }
	s.call(t, "GET", "/api/v1/desk/reports/refused", token, "", 200, &out)
	if len(out.Places) != 2 || out.Places[0].Name != "平遥古城" || out.Places[0].Count != 2 || out.Places[1].Name != "未知" || len(out.Places[0].Reports[0].Terms) == 0 {
		t.Errorf("refused: %+v", out.Places)
	}
}

func TestFactsAreCorrected(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "chief", staff.Supervisor)
	ix, done := s.Live.Use()
	defer done()
	fact, article := anyFact(ix.Base())
	if fact == nil {
		t.Fatal("no article of the knowledge base calls a fact")
	}
	told := fact.Value.Format("en")
	// As if the ledger had said what the visitor was told until now.
	if err := s.Store.RecordFacts(t.Context(), map[string]string{fact.ID: "7 yuan"}, s.Clock.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	old := s.start(t, `{"lang":"ja"}`)
	s.tell(t, old, desk.ShownFact{Fact: fact.ID, Value: "7 yuan"})
	if err := s.KnowledgeChanged(t.Context(), ix.Base()); err != nil {
		t.Fatal(err)
	}
	var out struct{ Changes []desk.ChangedFact }
	s.call(t, "GET", "/api/v1/desk/reports/facts", token, "", 200, &out)
	if len(out.Changes) != 1 || out.Changes[0].Old != "7 yuan" || out.Changes[0].OldZh != "7元" || out.Changes[0].New != told || len(out.Changes[0].Told) != 1 ||
		out.Changes[0].Told[0].Conversation != old.ID || !strings.Contains(strings.Join(out.Changes[0].Articles, " "), article) {
		t.Fatalf("changes are %+v", out.Changes)
	}
	body := fmt.Sprintf(`{"fact":%q}`, fact.ID)
	for _, want := range []int{1, 0} { // once
		var n struct{ Corrected int }
		s.call(t, "POST", "/api/v1/desk/reports/facts/correct", token, body, 200, &n)
		if n.Corrected != want {
			t.Errorf("%d were told, want %d", n.Corrected, want)
		}
	}
	var history struct{ Messages []desk.Message }
	s.call(t, "GET", old.path("/messages"), old.Token, "", 200, &history)
	last := history.Messages[len(history.Messages)-1]
	if last.Kind != desk.KindCorrection || !strings.Contains(last.Text, "7元") || strings.Contains(last.Text, "yuan") || last.Lang != "ja" || !strings.Contains(last.Original, "7元") {
		t.Errorf("the visitor reads %+v", last)
	}
	s.call(t, "POST", "/api/v1/desk/reports/facts/correct", token, `{"fact":"none"}`, 404, nil)
}

// anyFact returns an amount that an article tells, and the article.
func anyFact(base *knowledge.Base) (*knowledge.Fact, string) {
	for _, a := range base.Articles {
		for _, f := range base.FactsOf(a.Text("zh")) {
			if f.Value.Money != nil {
				return f, a.ID
			}
		}
	}
	return nil, ""
}

// tell stores that a visitor was told a fact.
func (s *site) tell(t *testing.T, k key, f desk.ShownFact) {
	t.Helper()
	_, token := s.officer(t, "teller", staff.Officer)
	var h desk.Handover
	s.call(t, "POST", k.path("/escalations"), k.Token, "", 201, &h)
	s.call(t, "POST", casePath(h.Case, "/claim"), token, "", 200, nil)
	who, err := s.people.ByToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Store.AddStaffMessage(t.Context(), h.Case, desk.Message{
		From: desk.FromStaff, Text: "7 yuan", Lang: "en", At: s.Clock.Now(), Kind: desk.KindText, Staff: who.Account.ID, Facts: []desk.ShownFact{f},
	}, who.Actor()); err != nil {
		t.Fatal(err)
	}
}

func TestCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+49": "'+49", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "  =1": "'  =1", "\t=1": "'\t=1", "\rx": "'\rx", "＝1": "'＝1",
		"|calc": "'|calc", "%0": "'%0", "\ufeff=1": "'\ufeff=1", "hello": "hello", "5,000 yuan": "5,000 yuan", "": "", "手续费": "手续费", "a=b": "a=b",
	} {
		if got := cell(in); got != want {
			t.Errorf("cell(%q) = %q, want %q", in, got, want)
		}
	}
	if got := cell(-5); got != "-5" {
		t.Errorf("a number is %q", got)
	}
}
