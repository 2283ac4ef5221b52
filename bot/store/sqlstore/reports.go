package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"payhelp/bot/desk"
)

// dayNumber is the number of a moment's day in China since 1970-01-01.
func dayNumber(t time.Time) int64 { return (t.UnixMilli() + 28_800_000) / 86_400_000 }

// dayStart is the moment that the day of that number begins in China.
func dayStart(day int64) time.Time { return time.UnixMilli(day*86_400_000 - 28_800_000) }

// reportKeys are what a report may be grouped by.
var reportKeys = map[string]bool{"day": true, "lang": true, "topic": true, "place": true}

// Report counts questions and Cases, those of erased Conversations too, grouped
// by q.By and in its order.
func (s *Store) Report(ctx context.Context, q desk.ReportQuery) ([]desk.ReportLine, error) {
	if !reportKeys[q.By] {
		return nil, &desk.InvalidError{Field: "by", Detail: fmt.Sprintf("a report is by day, lang, topic or place, not by %q", q.By)}
	}
	from, to := dayNumber(q.From), dayNumber(q.To)
	args := []any{dayStart(from).UnixMilli(), dayStart(to).UnixMilli(), from, to}
	only := ""
	for _, f := range []struct{ column, value string }{{"lang", q.Lang}, {"topic", q.Topic}, {"place", q.Place}} {
		if f.value != "" {
			args = append(args, f.value)
			only += fmt.Sprintf(" AND %s = $%d", f.column, len(args))
		}
	}
	lines := map[string]*desk.ReportLine{}
	line := func(key string) *desk.ReportLine {
		if lines[key] == nil {
			lines[key] = &desk.ReportLine{Key: key}
		}
		return lines[key]
	}
	if err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var key reportKey
		var questions, answered, cases, claimed int
		var waited int64
		if err := r.Scan(&key, &questions, &answered, &cases, &claimed, &waited); err != nil {
			return err
		}
		*line(string(key)) = desk.ReportLine{
			Key: string(key), Questions: questions, Answered: answered, Cases: cases, Claimed: claimed, Waited: time.Duration(waited) * time.Millisecond,
		}
		return nil
	}, `SELECT `+q.By+`, CAST(sum(questions) AS BIGINT), CAST(sum(answered) AS BIGINT), CAST(sum(cases) AS BIGINT), CAST(sum(claimed) AS BIGINT),
		CAST(sum(waited) AS BIGINT) FROM (
		SELECT `+chinaDay("at")+` AS day, lang, topic, place, CASE WHEN kind <> 'chat' THEN 1 ELSE 0 END AS questions,
			CASE WHEN kind = 'answer' THEN 1 ELSE 0 END AS answered, 0 AS cases, 0 AS claimed, 0 AS waited FROM outcomes WHERE at >= $1 AND at < $2
		UNION ALL
		SELECT `+chinaDay("opened_at")+`, lang, topic, place, 0, 0, 1, CASE WHEN claimed_at > 0 THEN 1 ELSE 0 END,
			CASE WHEN claimed_at > 0 THEN claimed_at - opened_at ELSE 0 END FROM cases WHERE opened_at >= $1 AND opened_at < $2
		UNION ALL
		SELECT day, lang, topic, place, questions, answered, cases, claimed, waited FROM totals WHERE day >= $3 AND day < $4
		) counted WHERE TRUE`+only+` GROUP BY 1`, args...); err != nil {
		return nil, fmt.Errorf("report by %s: %w", q.By, err)
	}
	key := q.By
	if key == "day" {
		key = chinaDay("opened_at")
	}
	if err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var key reportKey
		var wait int64
		if err := r.Scan(&key, &wait); err != nil {
			return err
		}
		l := line(string(key))
		l.Waits = append(l.Waits, time.Duration(wait)*time.Millisecond)
		return nil
	}, `SELECT `+key+`, claimed_at - opened_at FROM cases WHERE claimed_at > 0 AND opened_at >= $1 AND opened_at < $2 AND CAST($3 AS BIGINT) <= CAST($4 AS BIGINT)`+only+
		` ORDER BY 2`, args...); err != nil {
		return nil, fmt.Errorf("waiting times by %s: %w", q.By, err)
	}
	out := make([]desk.ReportLine, 0, len(lines))
	for _, l := range lines {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b desk.ReportLine) int { return cmp.Compare(a.Key, b.Key) })
	return out, nil
}

// reportKey reads the number of a day as its date, and other keys as they are.
type reportKey string

func (k *reportKey) Scan(v any) error {
	switch v := v.(type) {
	case int64:
		*k = reportKey(time.Unix(v*86_400, 0).UTC().Format(time.DateOnly))
	case string:
		*k = reportKey(v)
	case []byte:
		*k = reportKey(v)
	default:
		return fmt.Errorf("a report key is a number or a word, not %T", v)
	}
	return nil
}

// Questions lists questions that visitors asked, latest first.
func (s *Store) Questions(ctx context.Context, f desk.QuestionFilter) ([]desk.QuestionLine, error) {
	args := []any{millis(f.From), millis(f.To)}
	where := ""
	if f.Unanswered {
		where += ` AND o.kind <> 'answer' AND o.reason IN ('unknown', 'unsure')`
	}
	if len(f.Articles) > 0 {
		var in []string
		for _, a := range f.Articles {
			args = append(args, a)
			in = append(in, fmt.Sprintf("$%d", len(args)))
		}
		where += ` AND o.kind = 'answer' AND o.reason <> 'chosen' AND o.label IN (` + strings.Join(in, ", ") + `)`
	}
	args = append(args, f.Limit)
	out := []desk.QuestionLine{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var l desk.QuestionLine
		var at int64
		if err := r.Scan(&l.Conversation, &l.Seq, &at, &l.Text, &l.Lang, &l.Place, &l.Article, &l.Kind); err != nil {
			return err
		}
		l.At = fromMillis(at)
		out = append(out, l)
		return nil
	}, `SELECT o.conversation, o.seq, o.at, m.body, o.lang, o.place, o.label, o.kind FROM outcomes o
		JOIN messages m ON m.conversation = o.conversation AND m.seq = o.seq
		WHERE o.at >= $1 AND o.at < $2`+where+fmt.Sprintf(` ORDER BY o.at DESC, o.conversation, o.seq DESC LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("list questions: %w", err)
	}
	return out, nil
}
