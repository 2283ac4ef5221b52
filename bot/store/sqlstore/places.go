package sqlstore

import (
	"context"
	"time"

	"payhelp/bot/desk"
)

// SetPlaceLink makes hash that of the link by which a Place sees its numbers;
// the link before it ends. A nil hash ends it and sets none.
func (s *Store) SetPlaceLink(ctx context.Context, place string, hash []byte, by desk.Actor, now time.Time) error {
	return s.write(ctx, "set link of place", func(ctx context.Context, q Queryer) error {
		if hash == nil {
			if _, err := q.ExecContext(ctx, `DELETE FROM place_links WHERE place = $1`, place); err != nil {
				return err
			}
			return audit(ctx, q, by, "place-unlink", 0, place, now)
		}
		if _, err := q.ExecContext(ctx, `INSERT INTO place_links (place, hash, created_at) VALUES ($1, $2, $3)
			ON CONFLICT (place) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at`, place, hash, millis(now)); err != nil {
			return err
		}
		return audit(ctx, q, by, "place-link", 0, place, now)
	})
}

// PlaceLinked reports whether hash is that of the link of a Place.
func (s *Store) PlaceLinked(ctx context.Context, place string, hash []byte) (bool, error) {
	var found bool
	err := one(s.db.Read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM place_links WHERE place = $1 AND hash = $2)`, place, hash), &found)
	return found, err
}
