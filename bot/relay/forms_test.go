package relay_test

import (
	"context"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/relay"
)

// press presses a button that opens a form, and returns the form.
func (h *house) press(user string, root relay.Ref, action string) relay.Form {
	h.Helper()
	h.happens(h.mem.Press(user, root, action))
	f, ok := h.mem.Shown()
	if !ok {
		h.Fatalf("%s opens no form; %s was told %q", action, user, h.mem.Told(user))
	}
	return f
}

// sends sends a form and returns what is wrong with it.
func (h *house) sends(user string, f relay.Form, values map[string]string) map[string]string {
	h.Helper()
	e := h.mem.Submit(user, f, values)
	response, err := h.Receive(h.Context(), e)
	if err != nil {
		h.Fatal(err)
	}
	h.work()
	return response.Errors
}

func TestReplyFormSendsWhatItShowed(t *testing.T) {
	h := open(t)
	conversation, _ := h.visit("ja", "カードが使えません")
	h.work()
	root := h.root(medical)
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	f := h.press("U-li", root, relay.ActReply)
	response, err := h.Receive(t.Context(), h.mem.Search("U-li", f, "限额"))
	if err != nil || len(response.Options) == 0 {
		t.Fatalf("a search for 限额 = %+v, %v; want something to choose from", response, err)
	}
	h.happens(h.mem.Pick("U-li", f, "article:atm-limits", nil))
	f, _ = h.mem.Shown()
	if len(f.Below) == 0 {
		t.Fatal("the form shows no preview of what was picked")
	}
	if wrong := h.sends("U-li", f, map[string]string{relay.ActPick: "article:atm-limits", relay.InText: "and a text"}); wrong == nil {
		t.Error("an article and a text at once are taken")
	}
	if wrong := h.sends("U-li", f, map[string]string{}); wrong == nil {
		t.Error("nothing is taken")
	}
	if wrong := h.sends("U-li", f, map[string]string{relay.ActPick: "article:atm-limits"}); wrong != nil {
		t.Fatalf("the article is refused: %v", wrong)
	}
	preview := ""
	for _, p := range f.Below {
		preview += p.Text + "\n"
	}
	heard := h.heard(conversation)
	if len(heard) != 1 || !has(preview, title(heard[0])) {
		t.Errorf("the visitor heard %q, want what was shown: %q", heard, preview)
	}
	if len(h.ours(root)) == 0 {
		t.Error("the thread does not show what was sent by the form")
	}
}

func title(text string) string {
	if i := index(text, "\n"); i > 0 {
		return text[:i]
	}
	return text
}

func TestPhraseWithSlotsAsksForThem(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	var phrase desk.ReplyChoice
	for _, p := range h.desk.Phrases("en") {
		if len(p.Slots) > 0 {
			phrase = p
		}
	}
	if phrase.ID == "" {
		t.Fatal("no phrase of the knowledge base has a slot")
	}
	f := h.press("U-li", root, relay.ActReply)
	h.happens(h.mem.Pick("U-li", f, "phrase:"+phrase.ID, nil))
	f, _ = h.mem.Shown()
	values := map[string]string{relay.ActPick: "phrase:" + phrase.ID}
	if wrong := h.sends("U-li", f, values); len(wrong) != len(phrase.Slots) {
		t.Errorf("without its slots what is wrong is %v, want each of %v", wrong, phrase.Slots)
	}
	for _, slot := range phrase.Slots {
		values[relay.InSlot+slot] = "42"
	}
	if wrong := h.sends("U-li", f, values); wrong != nil {
		t.Errorf("with its slots what is wrong is %v", wrong)
	}
	if heard := h.heard(conversation); len(heard) != 1 || !has(heard[0], "42") {
		t.Errorf("the visitor heard %q", heard)
	}
}

func TestPassOnAndResolve(t *testing.T) {
	h := open(t)
	_, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-wang", root, relay.ActResolve))
	if _, ok := h.mem.Shown(); ok {
		t.Error("a form to resolve opens for who does not own the case")
	}
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	f := h.press("U-li", root, relay.ActPass)
	if wrong := h.sends("U-li", f, map[string]string{}); wrong == nil {
		t.Error("the case is passed on to nobody")
	}
	h.sends("U-li", f, map[string]string{relay.InTo: h.wang.ID, relay.InNote: "knows Visa"})
	if c := h.caseNow(id); c.Officer != h.wang.ID {
		t.Errorf("the case is %q's, want the colleague's", c.Officer)
	}
	want(t, "notes", h.notes(id), []string{"knows Visa"})
	f = h.press("U-wang", root, relay.ActPass)
	h.sends("U-wang", f, map[string]string{relay.InTo: relay.InQueue})
	if c := h.caseNow(id); c.State != desk.Waiting {
		t.Errorf("the case is %s, want back in the queue", c.State)
	}
	h.happens(h.mem.Press("U-wang", root, relay.ActTake))
	f = h.press("U-wang", root, relay.ActResolve)
	if wrong := h.sends("U-wang", f, map[string]string{relay.InReason: "bored"}); wrong == nil {
		t.Error("an unknown reason is taken")
	}
	h.sends("U-wang", f, map[string]string{relay.InReason: "solved"})
	if c := h.caseNow(id); c.State != desk.Resolved || c.Resolution != "solved" {
		t.Errorf("the case is %s (%s), want resolved", c.State, c.Resolution)
	}
	if m := h.mem.Message(root); has(m.Text, "["+"接手") {
		t.Errorf("the first message of a resolved case has buttons: %q", m.Text)
	}
}

func TestResolveWaitsForWhatTheVisitorJustWrote(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	f := h.press("U-li", root, relay.ActResolve)
	h.says(conversation, "late", "wait, it asks for a code now")
	solved := map[string]string{relay.InReason: "solved"}
	if wrong := h.sends("U-li", f, solved); wrong[relay.InReason] == "" {
		t.Error("the case is closed over a message that came after the form")
	}
	if c := h.caseNow(id); c.State != desk.Claimed {
		t.Errorf("the case is %s, want claimed", c.State)
	}
	if wrong := h.sends("U-li", h.press("U-li", root, relay.ActResolve), solved); wrong != nil {
		t.Errorf("opened again after the message the form is refused: %v", wrong)
	}
	if c := h.caseNow(id); c.State != desk.Resolved {
		t.Errorf("the case is %s, want resolved", c.State)
	}
}

func TestWhatIsKeptOfAnEventIsMasked(t *testing.T) {
	h := open(t)
	_, _, root := h.called("I cannot link my visa card to Alipay")
	const card = "4111 1111 1111 1111"
	for _, e := range []relay.Event{
		h.mem.Say("U-li", channel, root.ID, "her card is "+card),
		h.mem.Command("U-li", "C-any", "what is with "+card),
		h.mem.Submit("U-li", relay.Form{ID: relay.FormReply, State: "{}"}, map[string]string{relay.InText: card}),
	} {
		if _, err := h.Receive(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := h.desk.Store.TakeInbox(t.Context(), "memory", h.desk.Clock.Now(), time.Minute, 10)
	if err != nil || len(kept) != 3 {
		t.Fatalf("kept %d, %v; want three events", len(kept), err)
	}
	for _, e := range kept {
		if has(string(e.Body), "1111 1111") {
			t.Errorf("kept %s, with a card's number", e.Body)
		}
	}
}

// A crashing bus lets the program die when the next thing was stored.
type crashing struct {
	die context.CancelFunc // nil for not now
}

func (c *crashing) Wake(context.Context, desk.Event) {
	if c.die != nil {
		c.die()
		c.die = nil
	}
}

func TestACrashAfterPassingOnOrResolvingLosesNoNoteAndRepeatsNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		role   staff.Role
		action string
		values map[string]string
	}{
		"an officer passes on":    {staff.Officer, relay.ActPass, map[string]string{relay.InNote: "knows Visa"}},
		"a supervisor passes on":  {staff.Supervisor, relay.ActPass, map[string]string{relay.InNote: "knows Visa"}},
		"an officer resolves":     {staff.Officer, relay.ActResolve, map[string]string{relay.InNote: "knows Visa", relay.InReason: "solved"}},
		"a supervisor resolves":   {staff.Supervisor, relay.ActResolve, map[string]string{relay.InNote: "knows Visa", relay.InReason: "solved"}},
		"a supervisor gives back": {staff.Supervisor, relay.ActPass, map[string]string{relay.InNote: "knows Visa", relay.InTo: relay.InQueue}},
	} {
		t.Run(name, func(t *testing.T) {
			bus := &crashing{}
			h := openDesk(t, desktest.New(t, func(c *desk.Config) { c.Waker = bus }))
			role := tc.role
			if _, _, err := h.staff().Change(t.Context(), h.li.ID, staff.Change{Role: &role}, staff.ByCommand()); err != nil {
				t.Fatal(err)
			}
			conversation, id, root := h.called("I cannot link my visa card to Alipay")
			h.happens(h.mem.Press("U-li", root, relay.ActTake))
			f := h.press("U-li", root, tc.action)
			if tc.action == relay.ActPass && tc.values[relay.InTo] == "" {
				tc.values[relay.InTo] = h.wang.ID
			}
			if _, err := h.Receive(t.Context(), h.mem.Submit("U-li", f, tc.values)); err != nil {
				t.Fatal(err)
			}
			ctx, die := context.WithCancel(t.Context())
			bus.die = die
			h.Step(ctx)
			h.desk.Clock.Advance(3 * time.Minute)
			h.work()
			want(t, "notes", h.notes(id), []string{"knows Visa"})
			all, err := h.desk.History(t.Context(), conversation, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			notices := map[desk.MessageKind]int{}
			for _, m := range all {
				notices[m.Kind]++
			}
			if notices[desk.KindJoined] > 2 || notices[desk.KindResolved] > 1 || notices[desk.KindQueued] > 1 {
				t.Errorf("the visitor was told %v", notices)
			}
			if told := h.mem.Told("U-li"); len(told) != 1 { // that they are linked
				t.Errorf("who did it was told %q", told)
			}
		})
	}
}
