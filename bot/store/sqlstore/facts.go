package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"payhelp/bot/desk"
)

// RecordFacts notes the values that the ledger has, where they differ from
// those noted before.
func (s *Store) RecordFacts(ctx context.Context, values map[string]string, now time.Time) error {
	return s.write(ctx, "record facts", func(ctx context.Context, q Queryer) error {
		known := map[string]string{}
		if err := each(ctx, q, func(r *sql.Rows) error {
			var fact, value string
			if err := r.Scan(&fact, &value); err != nil {
				return err
			}
			known[fact] = value
			return nil
		}, `SELECT fact, value FROM fact_values v WHERE since = (SELECT max(since) FROM fact_values w WHERE w.fact = v.fact)`); err != nil {
			return err
		}
		for fact, value := range values {
			if known[fact] == value {
				continue
			}
			if _, err := q.ExecContext(ctx, `INSERT INTO fact_values (fact, since, value) VALUES ($1, $2, $3)
				ON CONFLICT (fact, since) DO UPDATE SET value = excluded.value`, fact, millis(now), value); err != nil {
				return err
			}
		}
		return nil
	})
}

// FactChanges lists the Facts that became another value since then, latest
// first. A Fact that is new has not changed.
func (s *Store) FactChanges(ctx context.Context, since time.Time) ([]desk.FactChange, error) {
	out := []desk.FactChange{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var c desk.FactChange
		var at int64
		if err := r.Scan(&c.Fact, &c.Old, &c.New, &at); err != nil {
			return err
		}
		c.At = fromMillis(at)
		out = append(out, c)
		return nil
	}, `SELECT n.fact, o.value, n.value, n.since FROM fact_values n JOIN fact_values o ON o.fact = n.fact
		AND o.since = (SELECT max(since) FROM fact_values b WHERE b.fact = n.fact AND b.since < n.since)
		WHERE n.since >= $1 ORDER BY n.since DESC, n.fact`, millis(since))
	if err != nil {
		return nil, fmt.Errorf("list changes of facts: %w", err)
	}
	return out, nil
}

// ToldFact lists who was told that value of a Fact since then and has not been
// told another since, latest first.
func (s *Store) ToldFact(ctx context.Context, fact, value string, since time.Time) ([]desk.ToldFact, error) {
	out := []desk.ToldFact{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var f desk.ToldFact
		var at, corrected int64
		if err := r.Scan(&f.Conversation, &f.Seq, &f.Lang, &at, &corrected); err != nil {
			return err
		}
		f.At, f.Corrected = fromMillis(at), fromMillis(corrected)
		out = append(out, f)
		return nil
	}, `SELECT f.conversation, f.seq, c.lang, f.at, f.corrected_at FROM shown_facts f JOIN conversations c ON c.id = f.conversation
		WHERE f.fact = $1 AND f.value = $2 AND f.at >= $3 AND NOT EXISTS (
			SELECT 1 FROM shown_facts l WHERE l.conversation = f.conversation AND l.fact = f.fact AND l.seq > f.seq)
		ORDER BY f.at DESC, f.conversation`, fact, value, millis(since))
	if err != nil {
		return nil, fmt.Errorf("list who was told %s: %w", fact, err)
	}
	return out, nil
}

// Correct tells a Conversation that a Fact it was told has changed, once: done
// is false where it was told before or erased.
func (s *Store) Correct(ctx context.Context, fact string, m desk.Message, by desk.Actor) (done bool, err error) {
	err = s.write(ctx, "correct fact", func(ctx context.Context, q Queryer) error {
		done = false
		err := mustChange(ctx, q, desk.ErrNotFound, `UPDATE conversations SET version = version WHERE id = $1`, m.Conversation)
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := exec(ctx, q, `UPDATE shown_facts SET corrected_at = $3 WHERE conversation = $1 AND fact = $2 AND corrected_at = 0`,
			m.Conversation, fact, millis(m.At))
		if err != nil || n == 0 {
			return err
		}
		done = true
		if err := insertMessage(ctx, q, &m); err != nil {
			return err
		}
		return audit(ctx, q, by, "correct", 0, fact, m.At)
	})
	return done, err
}
