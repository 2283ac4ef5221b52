package sqlstore

import "context"

// chinaDay turns a column of milliseconds into the number of the day in China
// since 1970-01-01.
func chinaDay(column string) string { return `((` + column + ` + 28800000) / 86400000)` }

// keepTotals adds what is counted of a Conversation to the totals by day, which
// outlive it.
func keepTotals(ctx context.Context, q Queryer, conversation string) error {
	for _, statement := range []string{
		`INSERT INTO totals (day, lang, topic, place, questions, answered, cases, claimed, waited)
			SELECT ` + chinaDay("at") + `, lang, topic, place, sum(CASE WHEN kind <> 'chat' THEN 1 ELSE 0 END),
			sum(CASE WHEN kind = 'answer' THEN 1 ELSE 0 END), 0, 0, 0
			FROM outcomes WHERE conversation = $1 GROUP BY 1, 2, 3, 4` + addTotals,
		`INSERT INTO totals (day, lang, topic, place, questions, answered, cases, claimed, waited)
			SELECT ` + chinaDay("opened_at") + `, lang, topic, place, 0, 0, count(*), sum(CASE WHEN claimed_at > 0 THEN 1 ELSE 0 END),
			sum(CASE WHEN claimed_at > 0 THEN claimed_at - opened_at ELSE 0 END)
			FROM cases WHERE conversation = $1 GROUP BY 1, 2, 3, 4` + addTotals,
	} {
		if _, err := q.ExecContext(ctx, statement, conversation); err != nil {
			return err
		}
	}
	return nil
}

const addTotals = ` ON CONFLICT (day, lang, topic, place) DO UPDATE SET questions = totals.questions + excluded.questions,
	answered = totals.answered + excluded.answered, cases = totals.cases + excluded.cases,
	claimed = totals.claimed + excluded.claimed, waited = totals.waited + excluded.waited`
