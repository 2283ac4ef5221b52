package bot

import (
	"testing"

	"payhelp/knowledge"
)

func TestChosenIsAnsweredAndRemembered(t *testing.T) {
	base, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	open := Memory{Asked: []string{"money"}, Lang: "en", Unsure: 1, Turns: 1}
	for name, tc := range map[string]struct {
		memory   Memory
		article  string
		escalate bool
		reason   Reason
	}{
		"looked up":                              {Memory{}, "atm-limits", false, Chosen},
		"among choices":                          {open, "atm-limits", false, Chosen},
		"urgent, looked up":                      {Memory{}, "atm-card-swallowed", false, Chosen},
		"urgent, the answer to an open question": {open, "atm-card-swallowed", true, Urgent},
	} {
		t.Run(name, func(t *testing.T) {
			next, o := Choose(base, tc.memory, tc.article, "the title", "en")
			if o.Kind != Answer || o.Label != tc.article || o.Confidence != 1 || o.Escalate != tc.escalate || o.Reason != tc.reason {
				t.Errorf("Choose(%s) = %+v", tc.article, o)
			}
			if next.Unsure != 0 || next.Turns != tc.memory.Turns+1 || next.Asked[0] != "the title" || next.Lang != "en" {
				t.Errorf("Choose(%s) remembers %+v", tc.article, next)
			}
		})
	}
}

func TestNoneOfTheseLeavesTheQuestionOpen(t *testing.T) {
	next, o := RefuseAll(Memory{Asked: []string{"money"}, Lang: "en", Unsure: 1, Turns: 1}, "en")
	if o.Kind != Handoff || o.Reason != Unknown || o.Escalate {
		t.Errorf("RefuseAll = %+v, want a person offered and not called", o)
	}
	if next.Unsure != 1 || next.Turns != 2 || len(next.Asked) != 1 || next.Asked[0] != "money" {
		t.Errorf("RefuseAll remembers %+v, want the question still open", next)
	}
}
