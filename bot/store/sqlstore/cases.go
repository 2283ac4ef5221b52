package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"payhelp/bot/desk"
)

const selectCase = `SELECT id, conversation, state, reason, urgent, lang, topic, place, article, channel, contact, note, summary, officer,
	officer_name, opened_at, claimed_at, replied_at, resolved_at, resolution, satisfaction, unread, revision FROM cases`

func scanCase(scan func(...any) error) (desk.Case, error) {
	c := desk.Case{Tags: []string{}}
	var opened, claimed, replied, resolved int64
	var summary []byte
	if err := scan(&c.ID, &c.Conversation, &c.State, &c.Reason, &c.Urgent, &c.Lang, &c.Topic, &c.Place, &c.Article, &c.Channel, &c.Contact,
		&c.Note, &summary, &c.Officer, &c.OfficerName, &opened, &claimed, &replied, &resolved, &c.Resolution, &c.Satisfaction, &c.Unread,
		&c.Revision); err != nil {
		return c, err
	}
	c.Opened, c.FirstClaimed, c.FirstReplied, c.Resolved = fromMillis(opened), fromMillis(claimed), fromMillis(replied), fromMillis(resolved)
	return c, fromJSON(summary, &c.Summary)
}

func oneCase(ctx context.Context, q Queryer, where string, args ...any) (desk.Case, error) {
	row := q.QueryRowContext(ctx, selectCase+where, args...)
	c, err := scanCase(func(into ...any) error { return one(row, into...) })
	if err != nil {
		return c, err
	}
	tags, err := tagsOf(ctx, q, []any{c.ID})
	if tags[c.ID] != nil {
		c.Tags = tags[c.ID]
	}
	return c, err
}

func caseByID(ctx context.Context, q Queryer, id int64) (desk.Case, error) {
	return oneCase(ctx, q, ` WHERE id = $1`, id)
}

func openCase(ctx context.Context, q Queryer, conversation string) (desk.Case, error) {
	return oneCase(ctx, q, ` WHERE conversation = $1 AND state <> 'resolved'`, conversation)
}

// Case returns a Case, or [desk.ErrNotFound].
func (s *Store) Case(ctx context.Context, id int64) (desk.Case, error) {
	return caseByID(ctx, s.db.Read, id)
}

// OpenCase returns the Case of a Conversation that is not resolved, or
// [desk.ErrNotFound].
func (s *Store) OpenCase(ctx context.Context, conversation string) (desk.Case, error) {
	return openCase(ctx, s.db.Read, conversation)
}

// Cases returns the Cases that fit f: by urgency, then by age, or by revision;
// of those that are resolved alone the latest first.
func (s *Store) Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error) {
	var where []string
	var args []any
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(args))))
	}
	if len(f.States) > 0 {
		var in []string
		for _, state := range f.States {
			args = append(args, state)
			in = append(in, fmt.Sprintf("$%d", len(args)))
		}
		where = append(where, "state IN ("+strings.Join(in, ", ")+")")
	}
	for _, c := range []struct{ condition, value string }{
		{"conversation = ?", f.Conversation},
		{"lang = ?", f.Lang},
		{"topic = ?", f.Topic},
		{"place = ?", f.Place},
		{"reason = ?", f.Reason},
		{"officer = ?", f.Officer},
		{"id IN (SELECT case_id FROM case_tags WHERE tag = ?)", f.Tag},
	} {
		if c.value != "" {
			add(c.condition, c.value)
		}
	}
	if !f.OpenedBefore.IsZero() {
		add("opened_at < ?", millis(f.OpenedBefore))
	}
	if !f.LateBefore.IsZero() {
		args = append(args, millis(f.UrgentLate), millis(f.LateBefore))
		where = append(where, fmt.Sprintf("state = 'waiting' AND (urgent AND opened_at < $%d OR NOT urgent AND opened_at < $%d)", len(args)-1, len(args)))
	}
	if f.ByRevision {
		add("revision > ?", f.After)
	}
	query := selectCase
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	switch {
	case f.ByRevision:
		query += " ORDER BY revision"
	case slices.Equal(f.States, []desk.CaseState{desk.Resolved}):
		query += " ORDER BY resolved_at DESC, id DESC"
	default:
		query += " ORDER BY CASE state WHEN 'waiting' THEN 0 WHEN 'claimed' THEN 1 ELSE 2 END, urgent DESC, opened_at, id"
	}
	args = append(args, f.Limit, f.Offset)
	query += fmt.Sprintf(" LIMIT $%d OFFSET $%d", len(args)-1, len(args))
	return cases(ctx, s.db.Read, query, args...)
}

func cases(ctx context.Context, q Queryer, query string, args ...any) ([]desk.Case, error) {
	out := []desk.Case{}
	var ids []any
	if err := each(ctx, q, func(r *sql.Rows) error {
		c, err := scanCase(r.Scan)
		out, ids = append(out, c), append(ids, c.ID)
		return err
	}, query, args...); err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	tags, err := tagsOf(ctx, q, ids)
	for i := range out {
		if t := tags[out[i].ID]; t != nil {
			out[i].Tags = t
		}
	}
	return out, err
}

// tagsOf returns the tags of Cases, sorted.
func tagsOf(ctx context.Context, q Queryer, ids []any) (map[int64][]string, error) {
	out := map[int64][]string{}
	if len(ids) == 0 {
		return out, nil
	}
	in := make([]string, len(ids))
	for i := range ids {
		in[i] = fmt.Sprintf("$%d", i+1)
	}
	err := each(ctx, q, func(r *sql.Rows) error {
		var id int64
		var tag string
		if err := r.Scan(&id, &tag); err != nil {
			return err
		}
		out[id] = append(out[id], tag)
		return nil
	}, `SELECT case_id, tag FROM case_tags WHERE case_id IN (`+strings.Join(in, ", ")+`)`, ids...)
	if err != nil {
		return nil, fmt.Errorf("list tags: %w", err)
	}
	for _, t := range out {
		slices.Sort(t) // in Go, so that both databases have one order
	}
	return out, nil
}

// Notes returns the internal notes of a Case, oldest first.
func (s *Store) Notes(ctx context.Context, id int64) ([]desk.CaseNote, error) {
	out := []desk.CaseNote{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var n desk.CaseNote
		var at int64
		if err := r.Scan(&n.ID, &n.Author, &n.Text, &at); err != nil {
			return err
		}
		n.At = fromMillis(at)
		out = append(out, n)
		return nil
	}, `SELECT id, author, body, at FROM case_notes WHERE case_id = $1 ORDER BY id`, id)
	return out, err
}

// CountCases counts the Cases that are not resolved: those that wait, those
// that are claimed, by officer too, and of those that wait the ones that were
// opened before lateBefore or, where they are urgent, before urgentLateBefore.
func (s *Store) CountCases(ctx context.Context, officer string, lateBefore, urgentLateBefore time.Time) (desk.Counts, error) {
	var c desk.Counts
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var state desk.CaseState
		var n, mine, late int
		if err := r.Scan(&state, &n, &mine, &late); err != nil {
			return err
		}
		if state == desk.Waiting {
			c.Waiting, c.Late = n, late
		} else {
			c.Claimed, c.Mine = n, mine
		}
		return nil
	}, `SELECT state, count(*), CAST(sum(CASE WHEN officer = $1 THEN 1 ELSE 0 END) AS BIGINT),
		CAST(sum(CASE WHEN urgent AND opened_at < $3 OR NOT urgent AND opened_at < $2 THEN 1 ELSE 0 END) AS BIGINT)
		FROM cases WHERE state <> 'resolved' GROUP BY state`, officer, millis(lateBefore), millis(urgentLateBefore))
	if err != nil {
		return c, fmt.Errorf("count cases: %w", err)
	}
	return c, nil
}

// Revision returns the latest revision of any Case.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	var revision int64
	err := one(s.db.Read.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = 'revision'`), &revision)
	return revision, err
}

// Claims are looked at this far back, and so many of them, for the interval
// between two.
const (
	claimsWithin = 3 * time.Hour
	claimsMost   = 20
	claimsFewest = 4 // fewer say nothing about the next
)

// claimInterval returns the median time between the latest claims; 0 where
// there were too few.
func (s *Store) claimInterval(ctx context.Context, now time.Time) (time.Duration, error) {
	var claims []int64
	if err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		claims = append(claims, 0)
		return r.Scan(&claims[len(claims)-1])
	}, `SELECT claimed_at FROM cases WHERE claimed_at > $1 ORDER BY claimed_at DESC LIMIT $2`,
		millis(now.Add(-claimsWithin)), claimsMost); err != nil {
		return 0, fmt.Errorf("list claims: %w", err)
	}
	if len(claims) < claimsFewest {
		return 0, nil
	}
	gaps := []int64{now.UnixMilli() - claims[0]}
	for i := range claims[1:] {
		gaps = append(gaps, claims[i]-claims[i+1])
	}
	slices.Sort(gaps)
	return time.Duration(gaps[len(gaps)/2]) * time.Millisecond, nil
}
