package sqlstore

import (
	"context"
	"database/sql"

	"payhelp/bot/desk"
	"payhelp/bot/desk/picture"
)

// Picture returns the picture of one Message, or [desk.ErrNotFound].
func (s *Store) Picture(ctx context.Context, conversation string, seq int64) (p picture.Picture, err error) {
	err = one(s.db.Read.QueryRowContext(ctx, `SELECT type, width, height, data FROM pictures WHERE conversation = $1 AND seq = $2`,
		conversation, seq), &p.Type, &p.Width, &p.Height, &p.Data)
	return p, err
}

// insertPicture stores the picture of a Message, if it has one.
func insertPicture(ctx context.Context, q Queryer, m *desk.Message) error {
	p := m.Picture
	if p == nil {
		return nil
	}
	_, err := q.ExecContext(ctx, `INSERT INTO pictures (conversation, seq, type, width, height, data) VALUES ($1, $2, $3, $4, $5, $6)`,
		m.Conversation, m.Seq, p.Type, p.Width, p.Height, p.Data)
	return err
}

// seenPicture is what a Message says of its picture: all but the picture.
type seenPicture struct {
	kind          sql.NullString
	width, height sql.NullInt64
}

func (p *seenPicture) of() *picture.Picture {
	if !p.kind.Valid {
		return nil
	}
	return &picture.Picture{Type: p.kind.String, Width: int(p.width.Int64), Height: int(p.height.Int64)}
}
