// Package eval measures answers against labelled questions: how often the
// right article comes first, what is wrongly shown, whether questions out of
// scope are left unanswered, and whether confidence means what it says.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"payhelp/bot"
	"payhelp/knowledge"
)

// A Row is one labelled question. Lang, Gold and OK are for scoring only.
type Row struct {
	ID   string   `json:"id"`
	Lang string   `json:"lang"`
	Text string   `json:"text"`
	Gold []string `json:"gold"` // what it asks for; "none" is out of scope, "chat-…" small talk
	OK   []string `json:"ok"`   // also right, if not best
	Prev *string  `json:"prev"` // the visitor's previous message

	Label string `json:"label,omitempty"` // in place of Gold, as data sets for `kb import` have it
}

// ReadRows reads JSON lines. Its error names the line.
func ReadRows(in io.Reader) ([]Row, error) {
	var out []Row
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var r Row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if len(r.Gold) == 0 && r.Label != "" {
			r.Gold = []string{r.Label}
		}
		if len(r.Gold) == 0 {
			return nil, fmt.Errorf("line %d: no gold label", n)
		}
		for i, g := range r.Gold {
			if g == "oos" {
				r.Gold[i] = knowledge.LabelNone
			}
		}
		out = append(out, r)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return out, nil
}

// OutOfScope reports whether the right answer is to say that it is not known.
func (r Row) OutOfScope() bool { return slices.Contains(r.Gold, knowledge.LabelNone) }

// right reports whether label answers the row.
func (r Row) right(label string) bool {
	return slices.Contains(r.Gold, label) || slices.Contains(r.OK, label)
}

// Figures are the counts of one group of rows.
type Figures struct {
	Questions  int `json:"questions"` // in scope, small talk included
	First      int `json:"first"`     // of them: the right label comes first
	AmongFour  int `json:"among_four"`
	Answered   int `json:"answered"` // of them: an article was shown
	OutOfScope int `json:"out_of_scope"`
	Refused    int `json:"refused"`  // of those out of scope: no article was shown
	Wrong      int `json:"wrong"`    // an article was shown that is not right, of all
	Language   int `json:"language"` // the language was judged right, of all
}

// All returns how many rows were counted.
func (f Figures) All() int { return f.Questions + f.OutOfScope }

// Share returns a of b in per cent, 0 where b is 0.
func Share(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return 100 * float64(a) / float64(b)
}

func (f *Figures) add(r Row, p bot.Reply) {
	shown := p.Kind == bot.Answer && p.Article != nil
	if shown && !r.right(*p.Article) {
		f.Wrong++
	}
	if p.Lang == r.Lang {
		f.Language++
	}
	if r.OutOfScope() {
		f.OutOfScope++
		if !shown {
			f.Refused++
		}
		return
	}
	f.Questions++
	if shown {
		f.Answered++
	}
	for i, t := range p.Top[:min(4, len(p.Top))] {
		if r.right(t.Article) {
			f.AmongFour++
			if i == 0 {
				f.First++
			}
			break
		}
	}
}

// A Confusion is a pair of labels that were taken for each other.
type Confusion struct {
	Gold  string `json:"gold"`
	Taken string `json:"taken"` // what came first
	Count int    `json:"count"`
}

// A Band is one line of the reliability table.
type Band struct {
	From  float64 `json:"from"`  // confidence, inclusive
	To    float64 `json:"to"`    // exclusive
	Count int     `json:"count"` // first hits of that confidence
	Mean  float64 `json:"mean"`  // of their confidence
	Right float64 `json:"right"` // share of them that were right
}

// A Report is what an evaluation found.
type Report struct {
	Overall     Figures            `json:"overall"`
	ByLang      map[string]Figures `json:"by_language"`
	ByLabel     map[string]Figures `json:"by_label"`
	Confusions  []Confusion        `json:"confusions"` // commonest first
	Reliability []Band             `json:"reliability"`
	AUROC       float64            `json:"auroc"` // confidence telling in scope from out of scope; 0 without both
	MicrosP50   int64              `json:"micros_p50"`
	MicrosP99   int64              `json:"micros_p99"`
}

// Score compares predictions with their rows, one for one.
func Score(rows []Row, predictions []bot.Reply) Report {
	out := Report{ByLang: map[string]Figures{}, ByLabel: map[string]Figures{}}
	confusions := map[Confusion]int{}
	var micros []int64
	var in, outOfScope []float64
	for i, r := range rows {
		p := predictions[i]
		out.Overall.add(r, p)
		byLang, byLabel := out.ByLang[r.Lang], out.ByLabel[r.Gold[0]]
		byLang.add(r, p)
		byLabel.add(r, p)
		out.ByLang[r.Lang], out.ByLabel[r.Gold[0]] = byLang, byLabel
		micros = append(micros, p.Micros)
		if r.OutOfScope() {
			outOfScope = append(outOfScope, p.Confidence)
			if p.Kind == bot.Answer {
				confusions[Confusion{Gold: knowledge.LabelNone, Taken: *p.Article}]++
			}
			continue
		}
		in = append(in, p.Confidence)
		if len(p.Top) == 0 {
			confusions[Confusion{Gold: r.Gold[0]}]++
		} else if !r.right(p.Top[0].Article) {
			confusions[Confusion{Gold: r.Gold[0], Taken: p.Top[0].Article}]++
		}
	}
	for c, n := range confusions {
		c.Count = n
		out.Confusions = append(out.Confusions, c)
	}
	slices.SortFunc(out.Confusions, func(a, b Confusion) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Gold+"\x00"+a.Taken, b.Gold+"\x00"+b.Taken)
	})
	out.Reliability = reliability(rows, predictions)
	out.AUROC = auroc(in, outOfScope)
	slices.Sort(micros)
	if n := len(micros); n > 0 {
		out.MicrosP50, out.MicrosP99 = micros[n/2], micros[min(n-1, n*99/100)]
	}
	return out
}

func reliability(rows []Row, predictions []bot.Reply) []Band {
	edges := []float64{0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0000001}
	var out []Band
	for b := range len(edges) - 1 {
		band := Band{From: edges[b], To: edges[b+1]}
		right := 0
		for i, p := range predictions {
			if len(p.Top) == 0 || p.Confidence < band.From || p.Confidence >= band.To {
				continue
			}
			band.Count++
			band.Mean += p.Confidence
			if rows[i].right(p.Top[0].Article) {
				right++
			}
		}
		if band.Count > 0 {
			band.Mean /= float64(band.Count)
			band.Right = float64(right) / float64(band.Count)
		}
		band.To = min(band.To, 1)
		out = append(out, band)
	}
	return out
}

// auroc returns the probability that a question in scope has a higher
// confidence than one out of scope, ties counting half.
func auroc(in, out []float64) float64 {
	if len(in) == 0 || len(out) == 0 {
		return 0
	}
	slices.Sort(out)
	sum := 0.0
	for _, x := range in {
		below, _ := slices.BinarySearch(out, x)
		upTo := below
		for upTo < len(out) && out[upTo] == x {
			upTo++
		}
		sum += float64(below) + float64(upTo-below)/2
	}
	return sum / float64(len(in)) / float64(len(out))
}
