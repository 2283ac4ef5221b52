package bot

import "payhelp/knowledge"

// Choose is Decide for an article that the visitor tapped: nothing is guessed.
// text is its title as it was shown, in the language lang. An urgent article
// calls a person where it answers a question that was left open, not where it
// is only looked up.
func Choose(base *knowledge.Base, m Memory, id, text, lang string) (Memory, Outcome) {
	out := Outcome{
		Kind: Answer, Label: id, Lang: lang, Answer: lang, Confidence: 1, Top: []Ranked{{id, 1}}, Reason: Chosen, FirstTurn: m.Turns == 0,
	}
	if a := base.Article(id); a != nil && a.Urgent && m.Unsure > 0 {
		out.Escalate, out.Reason = true, Urgent
	}
	next := note(m, text, lang)
	next.Unsure = 0
	return next, out
}

// RefuseAll is the Outcome of "none of these" below choices: a person is
// offered, and called by the next question without an answer. It adds nothing
// to what was asked.
func RefuseAll(m Memory, lang string) (Memory, Outcome) {
	m.Turns++
	m.Unsure = max(1, m.Unsure)
	return m, Outcome{Kind: Handoff, Lang: lang, Answer: lang, Reason: Unknown}
}
